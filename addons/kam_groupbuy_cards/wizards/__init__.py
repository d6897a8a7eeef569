from . import account_payment_register
from . import kam_card_encode
from . import kam_card_keep
from . import kam_card_reason
from . import kam_card_receive
from . import kam_card_replace
from . import kam_card_split
from . import kam_card_split_line
