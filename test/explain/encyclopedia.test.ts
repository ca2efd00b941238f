import assert from 'node:assert/strict'
import { devicePages, findingPages } from '../../src/explain/encyclopedia.ts'
import { findingIds } from '../../src/explain/finding.ts'
import { rules } from '../../src/explain/rules.ts'
import { untoldFacts } from '../../src/explain/untold.ts'

const numbered = (letter: string, last: number) => Array.from({ length: last }, (_, at) => `${letter}${at + 1}`)
/** All rows of FACTS.md, sections 1a to 1c. */
const facts = [...numbered('C', 14), ...numbered('N', 28), ...numbered('H', 12)]

describe('explain/encyclopedia', () => {
  it('has a page for every finding, with its meaning, its proof and what to ask for', () => {
    assert.deepEqual(
      findingPages().map(({ id }) => id),
      Object.keys(findingIds),
    )
    for (const { means, proved, remedy } of findingPages())
      for (const text of [means, proved, remedy]) assert.match(text, /^[A-Z].{20,}[.]$/s)
  })

  it('lists under a finding just the devices whose rules cover it', () => {
    const stalled = findingPages().find(({ id }) => id === 'tcp.stalled')
    assert.deepEqual(
      stalled?.devices.map(({ device }) => device),
      rules.filter(({ covers }) => covers.includes('tcp.stalled')).map(({ device }) => device),
    )
  })

  it('has every rule on the page of its device, and no device twice', () => {
    const pages = devicePages()
    assert.equal(new Set(pages.map(({ device }) => device)).size, pages.length)
    assert.equal(pages.flatMap(({ deeds }) => deeds).length, rules.length)
  })

  it('says "fits" of a set and of common words, and "is" of the others', () => {
    const grades = new Map(devicePages().flatMap(({ deeds }) => deeds.map(it => [`${it.fact} ${it.does}`, it.grade])))
    for (const { fact, does, proof } of rules) {
      const only = proof.kind === 'set' || (proof.kind === 'text' && proof.common === true)
      assert.equal(grades.get(`${fact} ${does}`) === 'set', only, `${fact} ${does}`)
    }
  })

  it('tells of every row of the facts: a rule, or why there is none, and never both', () => {
    const told = new Set(rules.map(({ fact }) => fact))
    assert.deepEqual(
      facts.filter(fact => !told.has(fact) && untoldFacts[fact] === undefined),
      [],
    )
    assert.deepEqual(
      Object.keys(untoldFacts).filter(fact => told.has(fact) || !facts.includes(fact)),
      [],
    )
  })
})
