from . import test_till_contract
from . import test_till_tours
from . import test_till_refusals
from . import test_session_closing
from . import test_company_setup
from . import test_tie_out
from . import test_books_sequences
