from . import kam_test_shop
