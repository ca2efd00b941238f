/**
 * The list of all device rules. The order matters only where two rules speak of the same device: the narrower first.
 */
import { ciscoRules } from './rules/cisco.ts'
import { gatewayRules } from './rules/gateway.ts'
import { hostRules } from './rules/host.ts'
import type { Rule } from './rules/rule.ts'
import { setRules } from './rules/set.ts'

export const rules: readonly Rule[] = [...ciscoRules, ...gatewayRules, ...hostRules, ...setRules]
