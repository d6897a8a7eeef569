from . import kam_protected_mixin
from . import kam_append_only_mixin
from . import kam_clock
from . import kam_stored_value
from . import kam_store
from . import ir_actions_server
from . import sale_order
