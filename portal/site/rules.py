"""Who may see what belongs to the portal itself."""

import rules

from portal.accounts.rules import is_coordinator, is_department_head, is_methodist, is_operator

rules.add_perm("site.view_gallery", is_methodist | is_department_head | is_coordinator | is_operator)
