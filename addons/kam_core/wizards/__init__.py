from . import base_partner_merge
from . import kam_account_archive
from . import kam_account_assign
from . import kam_account_classify
from . import kam_credit_grade_change
from . import kam_open_items_line
from . import kam_approval_refuse
from . import kam_contact_consent_ask
