import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { findingIds } from '../../src/explain/finding.ts'
import { rules } from '../../src/explain/rules.ts'

describe('explain/rules', () => {
  for (const [index, rule] of rules.entries())
    it(`${index}: ${rule.fact} ${rule.device}, ${rule.feature} says where it comes from and what to do`, () => {
      assert.match(rule.fact, /^[CNH]\d+$/)
      assert.ok(rule.mark === 'V' || rule.mark === 'D')
      for (const text of [rule.device, rule.feature, rule.remedy, rule.sources]) assert.match(text, /^[\x20-\x7e]{3,}$/)
      assert.match(rule.does, /^[A-Z].{10,}[.`]$/)
      // What may only fit says what would show that it is this one.
      const isWords = rule.proof.kind === 'text' && rule.proof.common !== true
      if (!isWords) assert.match(rule.tell ?? '', /^\S.{20,}[^.]$/)
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

  it('names by words only what no other rule says in the same words', () => {
    const sure = rules.flatMap(({ device, proof }) =>
      proof.kind === 'text' && proof.common !== true ? [{ device, pattern: proof.pattern.source }] : [],
    )
    for (const { device, pattern } of sure)
      for (const other of sure) if (other.pattern === pattern) assert.equal(other.device, device)
  })

  it('does not read the emulated devices: the square is no mirror', async () => {
    for (const room of ['rules', 'proof']) {
      const folder = new URL(`../../src/explain/${room}/`, import.meta.url)
      for (const file of await readdir(folder))
        assert.doesNotMatch(await readFile(new URL(file, folder), 'utf8'), /middlebox/, file)
    }
  })
})
