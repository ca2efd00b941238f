/** `pathproof explain`: what it prints, and what it says of a name that it does not know. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { UsageError } from '../../cli/exit.ts'
import { explainLines } from '../../cli/explain-command.ts'
import { devicePages } from '../../src/explain/encyclopedia.ts'
import { findingIds } from '../../src/explain/finding.ts'

function shown(name: string, columns = 100): string {
  return explainLines(name, columns).join('\n')
}

describe('cli/explain-command', () => {
  it('lists every finding and every device', () => {
    const lines = explainLines('', 100)
    for (const id of Object.keys(findingIds))
      assert.ok(
        lines.some(line => line.startsWith(`  ${id} `)),
        id,
      )
    for (const { device } of devicePages()) assert.ok(lines.includes(`  ${device}`), device)
  })

  it('tells of a finding what it means, its proof, its devices with grade and row, and what to ask for', () => {
    const text = shown('smtp.starttls.masked')
    assert.match(text, /^smtp\.starttls\.masked\n {2}The STARTTLS keyword was overwritten/)
    assert.match(text, /^How it is proved:\n {2}Both ends wrote down every byte/m)
    assert.match(text, /^ {2}- Cisco ASA, inspect esmtp, EHLO keywords \(transform; C7, D\)$/m)
    assert.match(text, /^What to ask for when no device is named:\n {2}Ask the administrators/m)
    assert.match(shown('icmp.lost'), /^No device is known by it\.$/m)
  })

  it('tells of a device all that it does, with remedy and sources', () => {
    const text = shown('cisco asa')
    assert.match(text, /^Cisco ASA\n/)
    assert.match(text, /^ {4}proof: transform; C9, V$/m)
    assert.match(text, /^ {4}remedy: ASA: .*no inspect esmtp/m)
    assert.match(text, /^ {4}sources: /m)
    assert.doesNotMatch(text, /^Cisco PIX/m)
  })

  it('takes a word of a device’s name, and tells of all devices that have it', () => {
    assert.match(shown('watchguard'), /^WatchGuard\n/)
    const cisco = shown('Cisco')
    for (const name of ['Cisco ASA', 'Cisco PIX', 'Cisco PIX/ASA']) assert.ok(cisco.split('\n').includes(name), name)
    assert.match(shown('starttls'), /^Findings with that word: smtp\.starttls\.masked/m)
    assert.throws(() => shown('isco'), UsageError)
  })

  it('suggests the name that is meant', () => {
    const error = (name: string) => assert.throws.bind(null, () => shown(name))
    error('smtp.startls.removed')({ name: 'UsageError', message: /did you mean 'smtp\.starttls\.removed'\?/ })
    error('watchgard')({ message: /did you mean 'WatchGuard'\?/ })
    error('ehlo.reorder')({ message: /did you mean smtp\.ehlo\.reordered\?/ })
    error('no such thing at all')({
      message: /^'no such thing at all' is neither a finding nor a device; pathproof explain/,
    })
  })

  it('shows nothing that a terminal would obey', () => {
    assert.throws(() => shown('\x1b[2J\nx'), { message: /^'\\x1b\[2J\\nx' is neither/ })
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        try {
          shown(name)
        } catch (error) {
          assert.ok(error instanceof UsageError)
          assert.match(error.message, /^[^\x00-\x1f\x7f-\x9f]*$/)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('fits the width', () => {
    const names = ['', ...Object.keys(findingIds), ...devicePages().map(({ device }) => device)]
    for (const name of names)
      for (const line of explainLines(name, 60)) assert.ok(line.length <= 60, `${name}: ${line}`)
  })
})
