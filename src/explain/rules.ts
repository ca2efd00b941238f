/**
 * The list of all device rules. The order matters only where two rules speak of the same device: the narrower first.
 */
import { ciscoRules } from './rules/cisco.ts'
import { gatewayRules } from './rules/gateway.ts'
import { gatewayFormRules } from './rules/gateway-forms.ts'
import { hostRules } from './rules/host.ts'
import { imapRules } from './rules/imap.ts'
import { pop3Rules } from './rules/pop3.ts'
import type { Rule } from './rules/rule.ts'
import { setRules } from './rules/set.ts'
import { statefulRules } from './rules/stateful.ts'

export const rules: readonly Rule[] = [
  ...ciscoRules,
  ...statefulRules,
  ...gatewayRules,
  ...gatewayFormRules,
  ...hostRules,
  ...imapRules,
  ...pop3Rules,
  ...setRules,
]
