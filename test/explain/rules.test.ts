import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { findingIds } from '../../src/explain/finding.ts'
import { rules } from '../../src/explain/rules.ts'

describe('explain/rules', () => {
  for (const [index, rule] of rules.entries())
    it(`${index}: ${rule.fact} ${rule.device}, ${rule.feature} says where it comes from and what to do`, () => {
      assert.match(rule.fact, /^[CNH]\d+$/)
      assert.ok(rule.mark === 'V' || rule.mark === 'D')
      for (const text of [rule.device, rule.feature, rule.remedy, rule.sources]) assert.match(text, /^[\x20-\x7e]{3,}$/)
      assert.ok(rule.covers.length > 0)
      for (const id of rule.covers) assert.ok(id in findingIds)
    })

  it('names nobody by a set', () => {
    const sets = rules.filter(({ proof }) => proof.kind === 'set')
    for (const { requires } of sets) assert.equal(requires, undefined)
  })

  it('waits only for facts that another rule can prove alone', () => {
    const free = new Set(
      rules.filter(({ requires, proof }) => requires === undefined && proof.kind !== 'set').map(({ fact }) => fact),
    )
    for (const { requires } of rules) for (const fact of requires ?? []) assert.ok(free.has(fact), fact)
  })

  it('has patterns that keep no state between uses', () => {
    for (const { proof } of rules)
      if (proof.kind === 'text')
        for (const pattern of [proof.pattern, proof.companion]) assert.doesNotMatch(pattern?.flags ?? '', /[gy]/)
  })

  it('does not read the emulated devices: the square is no mirror', async () => {
    for (const file of ['cisco', 'gateway', 'host', 'set', 'rule']) {
      const text = await readFile(new URL(`../../src/explain/rules/${file}.ts`, import.meta.url), 'utf8')
      assert.doesNotMatch(text, /middlebox/)
    }
  })
})
