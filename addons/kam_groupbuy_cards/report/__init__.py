from . import kam_card_sheets
from . import kam_card_tie_out_xlsx
