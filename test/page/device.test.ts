import assert from 'node:assert/strict'
import { deviceHtml, deviceText, deviceTexts, oneDevice } from '../../src/page/device.ts'
import { html, markupOf } from '../../src/page/html.ts'
import type { ReportFinding } from '../../src/report/report.ts'
import { finding } from '../report/examples.ts'
import { nasty } from './samples.ts'

const set = { name: 'Box', feature: 'thing', proof: 'set' as const, source: 'X1' }
const proved = (feature: string, proof: 'transform' | 'text' = 'transform') => ({
  name: 'Cisco ASA',
  feature,
  proof,
  source: 'C7 (D): A guide (page 3)',
})
const rows = (it: ReportFinding) => markupOf(html`${deviceHtml(it)}`)

describe('page/device', () => {
  it('names a device on proof only', () => {
    assert.equal(deviceText(finding()), 'Cisco ASA, inspect esmtp')
    assert.equal(
      deviceText(finding({ device: set, fits: [set, { ...set, name: 'Other' }] })),
      'not proved; it fits Box, thing; Other, thing',
    )
    assert.equal(deviceText(finding({ device: null })), 'an unidentified device')
    assert.equal(deviceText(finding({ device: null, side: 'server-host' })), "on the mail server's own host")
    assert.match(rows(finding({ device: set, fits: [set] })), /<dt>Fits<\/dt><dd>Box, thing\. .*Source: X1\./)
    assert.equal(rows(finding({ device: null, side: 'client-host' })), '')
  })

  it('names it once for all that it does, with the reason', () => {
    const findings = [finding({ device: proved('a, b') }), finding({ device: proved('a, c') })]
    assert.deepEqual(deviceTexts(findings), ['Cisco ASA, a, b, c'])
    assert.deepEqual(oneDevice(findings), {
      name: 'Cisco ASA, a, b, c',
      why: 'Proved: what it is known to do gives back every changed byte.',
    })
    assert.equal(oneDevice([...findings, finding({ device: null })]), null)
    assert.equal(oneDevice([finding({ device: set })])?.why, '')
    assert.match(oneDevice([finding({ device: proved('a', 'text') })])?.why ?? '', /its own words stand/)
  })

  it('tells the sources in words, not by the row of a list', () => {
    assert.match(
      rows(finding({ device: proved('a') })),
      /Known from: A guide \(page 3\) \(row C7 of Pathproof’s list of facts, derived from samples in these sources\)\./,
    )
  })

  it('escapes what a report calls a device', () => {
    const device = { ...set, name: nasty, feature: nasty, source: `C1 (V): ${nasty}` }
    for (const proof of ['text', 'set'] as const)
      assert.doesNotMatch(rows(finding({ device: { ...device, proof } })), /<script|<img|[\0\u202e\ud800]/)
  })
})
