/** Rules in the words of nft: what `nft -j` printed of a rule against what `nft list ruleset` printed. */
import assert from 'node:assert/strict'
import type { Json } from '../../../src/host/firewall/json.ts'
import { nftText } from '../../../src/host/firewall/nft-text.ts'

const cases: readonly (readonly [string, string])[] = [
  [
    '[{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "new"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [22, {"range": [80, 90]}]}}}, {"accept": null}]',
    'ct state new tcp dport { 22, 80-90 } accept',
  ],
  [
    '[{"vmap": {"key": {"ct": {"key": "state"}}, "data": {"set": [["invalid", {"drop": null}], ["established", {"accept": null}]]}}}]',
    'ct state vmap { invalid : drop, established : accept }',
  ],
  [
    '[{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": {"set": ["eth0", "wg*"]}}}, {"match": {"op": "==", "left": {"meta": {"key": "iif"}}, "right": "lo"}}, {"accept": null}]',
    'iifname { "eth0", "wg*" } iif "lo" accept',
  ],
  [
    '[{"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"set": [{"prefix": {"addr": "10.0.0.0", "len": 8}}, {"range": ["192.0.2.1", "192.0.2.4"]}]}}}, {"drop": null}]',
    'ip saddr != { 10.0.0.0/8, 192.0.2.1-192.0.2.4 } drop',
  ],
  [
    '[{"match": {"op": "==", "left": {"concat": [{"payload": {"protocol": "ip", "field": "saddr"}}, {"payload": {"protocol": "tcp", "field": "dport"}}]}, "right": {"set": [{"concat": ["192.0.2.1", 25]}]}}}, {"drop": null}]',
    'ip saddr . tcp dport { 192.0.2.1 . 25 } drop',
  ],
  [
    '[{"match": {"op": "==", "left": {"fib": {"result": "oif", "flags": ["saddr", "iif"]}}, "right": false}}, {"drop": null}]',
    'fib saddr . iif oif missing drop',
  ],
  [
    '[{"counter": {"packets": 0, "bytes": 0}}, {"log": {"prefix": "x"}}, {"reject": {"type": "icmpx", "expr": "admin-prohibited"}}]',
    'log prefix "x" reject with icmpx admin-prohibited',
  ],
  [
    '[{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 25}}, {"ct count": {"val": 5, "inv": true}}, {"reject": {"type": "tcp reset"}}]',
    'tcp dport 25 ct count over 5 reject with tcp reset',
  ],
  [
    '[{"set": {"op": "update", "elem": {"payload": {"protocol": "ip", "field": "saddr"}}, "set": "@m", "stmt": [{"limit": {"rate": 6, "burst": 5, "per": "minute", "inv": true}}]}}, {"drop": null}]',
    'update @m { ip saddr limit rate over 6/minute } drop',
  ],
  [
    '[{"match": {"op": "==", "left": {"&": [{"meta": {"key": "mark"}}, 255]}, "right": 1}}, {"drop": null}]',
    'meta mark & 255 == 1 drop',
  ],
  ['[{"mangle": {"key": {"ct": {"key": "mark"}}, "value": {"meta": {"key": "mark"}}}}]', 'ct mark set meta mark'],
  [
    '[{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 25}}, {"redirect": {"port": 2525}}]',
    'tcp dport 25 redirect to :2525',
  ],
  ['[{"dnat": {"family": "ip", "addr": "10.0.0.1", "port": 26}}]', 'dnat ip to 10.0.0.1:26'],
  ['[{"quota": {"val": 100, "val_unit": "mbytes", "inv": true}}, {"drop": null}]', 'quota over 100 mbytes drop'],
  ['[{"goto": {"target": "other"}}]', 'goto other'],
  ['["notrack"]', 'notrack'],
  ['[{"novelty": {"x": [1]}}, {"drop": null}]', '{"novelty":{"x":[1]}} drop'],
]

describe('a rule in the words of nft', () => {
  for (const [json, text] of cases) {
    it(text, () => assert.equal(nftText(JSON.parse(json) as readonly Json[]), text))
  }
})
