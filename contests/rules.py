"""Who may do what with contests."""

import rules

from portal.accounts.rules import belongs_here, is_department_head, is_methodist, is_school_head

rules.add_perm("contests.look", belongs_here)
rules.add_perm("contests.manage", is_methodist)
rules.add_perm("contests.export", is_methodist | is_department_head | is_school_head)
