from . import test_kam_core_pos_module
from . import test_till_access
from . import test_till_rep
from . import test_till_review
from . import test_till_tours
from . import test_till_trade
