import assert from 'node:assert/strict'
import fc from 'fast-check'
import { renderJunit } from '../../../src/report/formats/junit.ts'
import type { Report } from '../../../src/report/report.ts'
import { asa, clean, finding, incomplete, row } from '../examples.ts'
import { dropped, troubled } from '../hoster.ts'
import { hostileReport } from '../hostile.ts'
import { realReport } from '../real.ts'
import { parseXml, type XmlElement } from './xml-check.ts'

function suitesOf(report: Report): readonly XmlElement[] {
  return parseXml(renderJunit(report)).children
}

function casesOf(report: Report): readonly XmlElement[] {
  return suitesOf(report).flatMap(it => it.children.filter(({ name }) => name === 'testcase'))
}

describe('report/formats/junit', () => {
  it('has a suite for each direction and family, a case for each row, and counts them', () => {
    const root = parseXml(renderJunit(realReport('asa-esmtp')))
    const { tests, failures, errors, skipped, time } = root.attributes
    assert.deepEqual([root.name, tests, failures, errors, skipped, time], ['testsuites', '8', '4', '0', '0', '5.178'])
    assert.deepEqual(
      root.children.map(it => [it.attributes.name, it.attributes.tests, it.attributes.failures]),
      [
        ['incoming IPv4', '2', '1'],
        ['outgoing IPv4', '2', '1'],
        ['incoming IPv6', '2', '1'],
        ['outgoing IPv6', '2', '1'],
      ],
    )
    assert.equal(root.attributes.timestamp, '2026-11-24T11:20:38')
  })

  it('names a case by its row, and makes a failure of a fault: summaries, ids, and the finding as text', () => {
    const [first] = casesOf(asa)
    assert.deepEqual(first?.attributes, { classname: 'pathproof.incoming.ipv4', name: 'TCP 25 smtp' })
    const [failure] = first?.children ?? []
    assert.equal(failure?.name, 'failure')
    assert.match(failure?.attributes.message ?? '', /^The greeting .* asterisks\. The keyword STARTTLS was .*TLS\.$/)
    assert.equal(failure?.attributes.type, 'smtp.greeting.masked smtp.starttls.masked')
    assert.match(failure?.text ?? '', /250-STARTTLS\\r\\n +117 {2}250-XXXXXXXA\\r\\n\n +\^{8} +\^{8}\n/)
  })

  it('skips with the reason what was not tested, and has no errors', () => {
    const cases = casesOf(incomplete).map(it => [
      it.attributes.name,
      it.children[0]?.name,
      it.children[0]?.attributes.message,
    ])
    assert.deepEqual(cases, [
      ['TCP 25 smtp', undefined, undefined],
      ['TCP 25 smtp smtp-message', 'skipped', 'the control channel was cut before the session was armed'],
      ['TCP 25 smtp', 'skipped', 'client behind NAT (own 10.0.0.7, seen as 198.51.100.4)'],
    ])
  })

  it('tells warnings in system-out', () => {
    const warning = finding({ severity: 'warning' })
    const [only] = casesOf({ ...clean, ports: [row({ findings: [warning.key] })], findings: [warning] })
    assert.equal(only?.children[0]?.name, 'system-out')
    assert.match(only?.children[0]?.text ?? '', /^\n! WARNING {2}smtp\.starttls\.masked/)
  })

  it('gives the facts of the run as properties of each suite', () => {
    for (const suite of suitesOf(incomplete)) {
      const properties = suite.children.find(it => it.name === 'properties')?.children ?? []
      const facts = new Map(properties.map(it => [it.attributes.name, it.attributes.value]))
      assert.equal(facts.get('run.id'), 'r-7f3a91c2')
      assert.equal(facts.get('run.verdict'), 'incomplete')
      assert.match(facts.get('verdict') ?? '', /^INCOMPLETE: /)
    }
  })

  it('has a suite even where nothing was tested', () => {
    const [suite] = suitesOf({ ...clean, verdict: 'incomplete', ports: [] })
    assert.deepEqual([suite?.attributes.name, suite?.attributes.tests], ['nothing was tested', '0'])
  })

  it('is well-formed for 190 lost rows, and for whatever a report holds', () => {
    assert.equal(casesOf(troubled([4, 6], dropped)).length, 190)
    fc.assert(fc.property(hostileReport, report => assert.ok(suitesOf(report).length > 0)))
  })
})
