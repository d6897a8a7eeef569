from . import kam_card_sheets
