from . import test_till_contract
