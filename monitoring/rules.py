"""Who may see numbers, ask for reports, revoke one that was issued, edit passports and targets, keep papers, read the network's summary."""

import rules

from portal.accounts.rules import heads_it, is_coordinator, is_department_head, is_methodist

rules.add_perm("monitoring.view", is_methodist | is_department_head)
rules.add_perm("monitoring.report", is_methodist | is_department_head)
rules.add_perm("monitoring.revoke", is_department_head)
rules.add_perm("monitoring.edit_indicator", is_methodist)
rules.add_perm("monitoring.keep_papers", is_methodist)
rules.add_perm("monitoring.network", is_coordinator)
rules.add_perm("monitoring.view_place", is_methodist | is_department_head | heads_it)
