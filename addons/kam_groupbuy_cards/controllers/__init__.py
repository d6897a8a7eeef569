from . import kam_card_batch
