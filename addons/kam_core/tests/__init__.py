from . import test_append_only_mixin
from . import test_clock
from . import test_groups
from . import test_menus
from . import test_module
from . import test_protected_mixin
from . import test_store
from . import test_stored_value
