/** Ways through chains: certain, doubtful and joined again; and the order of base chains. */
import assert from 'node:assert/strict'
import { inputChain, judge, nft, read } from './packets.ts'

const may = '{"limit": {"rate": 5, "burst": 5, "per": "second"}}'
const drop = '{"drop": null}'
const accept = '{"accept": null}'

describe('the walk through chains', () => {
  const verdict = (policy: 'accept' | 'drop', rules: readonly string[], others = '') =>
    judge(read(['nft', inputChain(policy, rules, others)]))

  it('is certain where both ways end alike', () => {
    assert.equal(verdict('accept', [`[${may}, ${accept}]`]), 'passes')
    assert.equal(verdict('drop', [`[${may}, ${drop}]`]), 'drops table inet filter, chain input: policy drop')
    assert.equal(verdict('accept', [`[${may}, ${drop}]`, `[${drop}]`]), 'drops table inet filter, chain input: drop')
  })

  it('names the rule in doubt where they do not', () => {
    const why = 'unknown it depends on more than the packet: table inet filter, chain input: limit rate 5/second'
    assert.equal(verdict('accept', [`[${may}, ${drop}]`]), `${why} drop`)
    assert.equal(verdict('drop', [`[${may}, ${accept}]`]), `${why} accept`)
    assert.equal(verdict('accept', [`[${may}, ${accept}]`, `[${may}, ${drop}]`]), `${why} drop`)
  })

  it('joins ways that parted in a chain and met again', () => {
    const chain = '{"chain": {"family": "inet", "table": "filter", "name": "sub"}}'
    const sub = (expr: string) => `{"rule": {"family": "inet", "table": "filter", "chain": "sub", "expr": ${expr}}}`
    const others = [chain, sub(`[${may}, {"return": null}]`), sub('[{"log": null}]')].join('\n')
    assert.equal(
      verdict('accept', ['[{"jump": {"target": "sub"}}]', `[${drop}]`], others),
      'drops table inet filter, chain input: drop',
    )
    assert.equal(verdict('accept', ['[{"goto": {"target": "sub"}}]', `[${drop}]`], others), 'passes')
  })

  it('does not follow chains that call each other for ever', () => {
    const others = `{"chain": {"family": "inet", "table": "filter", "name": "sub"}}
      {"rule": {"family": "inet", "table": "filter", "chain": "sub", "expr": [{"jump": {"target": "sub"}}]}}`
    assert.match(verdict('accept', ['[{"jump": {"target": "sub"}}]'], others), /^unknown/)
    assert.match(verdict('accept', ['[{"jump": {"target": "nowhere"}}]']), /^unknown/)
  })

  it('knows marks that rules set, and that it does not know them after a doubtful one', () => {
    const set = '{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 7}}'
    const marked = '{"match": {"op": "==", "left": {"meta": {"key": "mark"}}, "right": 7}}'
    assert.equal(verdict('accept', [`[${marked}, ${drop}]`]), 'passes')
    assert.match(verdict('accept', [`[${set}]`, `[${marked}, ${drop}]`]), /^drops .* meta mark 7 drop$/)
    assert.match(verdict('accept', [`[${may}, ${set}]`, `[${marked}, ${drop}]`]), /^unknown/)
  })

  it('takes chains in the order of their hooks and priorities, and accept ends one of them only', () => {
    const facts = read(['nft', tables([-10, 'accept', accept], [5, 'drop', ''], [10, 'accept', drop])])
    assert.equal(judge(facts), 'drops table ip t1, chain c: policy drop')
    assert.equal(judge(facts, { family: 6 }), 'passes')
    const doubt = tables([-10, 'accept', `${may}, ${drop}`], [5, 'drop', ''])
    assert.equal(judge(read(['nft', doubt])), 'drops table ip t1, chain c: policy drop')
  })

  it('leaves dormant tables out', () => {
    const text = tables([0, 'drop', '']).replace('"name": "t0"', '"name": "t0", "flags": "dormant"')
    assert.equal(judge(read(['nft', text])), 'passes')
  })

  it('sees what connection tracking says only where it has been', () => {
    const early = '{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "invalid"}}'
    assert.equal(judge(read(['nft', tables([0, 'accept', `${early}, ${drop}`])])), 'passes')
    const raw = tables([-300, 'accept', `${early}, ${drop}`]).replace('"hook": "input"', '"hook": "prerouting"')
    assert.match(judge(read(['nft', raw])), /^drops/)
  })

  it('ingress chains see what comes by their device', () => {
    const text = nft(`{"table": {"family": "netdev", "name": "n"}}
{"chain": {"family": "netdev", "table": "n", "name": "c", "dev": "eth0", "type": "filter", "hook": "ingress", "prio": 0, "policy": "drop"}}`)
    assert.match(judge(read(['nft', text])), /^drops table netdev n, chain c: policy drop$/)
    assert.equal(judge(read(['nft', text]), { interface: 'eth1' }), 'passes')
    assert.match(judge(read(['nft', text]), { interface: null }), /^unknown/)
    assert.equal(judge(read(['nft', text]), { hook: 'output' }), 'passes')
  })
})

/** Tables t0, t1, ... of IPv4 with a chain at input and at most one rule. */
function tables(...chains: readonly (readonly [number, string, string])[]): string {
  return nft(
    chains
      .map(
        ([prio, policy, rule], at) => `{"table": {"family": "ip", "name": "t${at}"}}
{"chain": {"family": "ip", "table": "t${at}", "name": "c", "type": "filter", "hook": "input", "prio": ${prio}, "policy": "${policy}"}}
${rule === '' ? '' : `{"rule": {"family": "ip", "table": "t${at}", "chain": "c", "expr": [${rule}]}}`}`,
      )
      .join('\n'),
  )
}
