import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parse } from 'yaml'
import { renderTap } from '../../../src/report/formats/tap.ts'
import { asa, clean, finding, incomplete, row } from '../examples.ts'
import { dropped, troubled } from '../hoster.ts'
import { hostileReport } from '../hostile.ts'

/** A line of TAP 14 outside of a YAML block. */
const line =
  /^(?:TAP version 14|1\.\.\d+(?: # SKIP [^#]*)?|(?:not )?ok \d+ - (?:[^\\#]|\\[\\#])*(?: # SKIP (?:[^\\#]|\\[\\#])*)?|# .*)$/

/** The YAML blocks, and all other lines checked. */
function blocksOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^ {2}---\n((?: {2}.*\n)*?) {2}\.\.\.\n/gm)].map(([, block = '']) => block)
  const rest = text.replace(/^ {2}---\n(?: {2}.*\n)*? {2}\.\.\.\n/gm, '')
  for (const it of rest.trimEnd().split('\n')) assert.match(it, line)
  return blocks
}

describe('report/formats/tap', () => {
  it('has a plan, and a test point for each row', () => {
    const text = renderTap(asa)
    assert.ok(
      text.startsWith('TAP version 14\n# FAULTY: traffic was changed on the way: 2 kinds of change on 1 port.\n1..3\n'),
    )
    assert.deepEqual(text.match(/^(?:not )?ok .*$/gm), [
      'not ok 1 - incoming IPv4 TCP 25 smtp',
      'ok 2 - outgoing IPv4 TCP 25 smtp',
      'ok 3 - incoming IPv4 TCP 10045 echo',
    ])
    assert.match(text, /^# run\.id: r-7f3a91c2$/m)
  })

  it('tells each finding in YAML under its test point', () => {
    const [block = ''] = blocksOf(renderTap(asa))
    const { findings } = parse(block)
    assert.equal(findings.length, 2)
    const { evidence, ...masked } = findings[1]
    assert.deepEqual(masked, {
      id: 'smtp.starttls.masked',
      severity: 'fault',
      message: finding().summary,
      seen: '3 of 3',
      device: 'Cisco ASA, inspect esmtp (proved)',
      side: 'not proved; a second run, from another network, can settle it',
      remedy: finding().remedy,
    })
    assert.deepEqual(evidence, [{ place: 'reply 2, line 3', sent: '250-STARTTLS\\r\\n', heard: '250-XXXXXXXA\\r\\n' }])
  })

  it('skips with the reason what was not tested', () => {
    assert.deepEqual(renderTap(incomplete).match(/^ok .*$/gm), [
      'ok 1 - incoming IPv4 TCP 25 smtp',
      'ok 2 - outgoing IPv4 TCP 25 smtp # SKIP client behind NAT (own 10.0.0.7, seen as 198.51.100.4)',
      'ok 3 - incoming IPv4 TCP 25 smtp smtp-message # SKIP the control channel was cut before the session was armed',
    ])
    assert.match(renderTap({ ...clean, ports: [] }), /^1\.\.0 # SKIP nothing was tested$/m)
  })

  it('escapes what would be a directive, and what is no text', () => {
    const ports = [row({ protocol: 'a # TODO \\ \n' }), row({ port: 2, verdict: 'untested', reason: 'x # y' })]
    assert.deepEqual(renderTap({ ...clean, ports }).match(/^ok .*$/gm), [
      'ok 1 - incoming IPv4 TCP 25 a \\# TODO \\\\ \\\\n',
      'ok 2 - incoming IPv4 TCP 2 smtp # SKIP x \\# y',
    ])
  })

  it('has as many points as its plan, lines of its kind and sound YAML, whatever the report holds', () => {
    assert.equal(renderTap(troubled([4, 6], dropped)).match(/^not ok /gm)?.length, 190)
    fc.assert(
      fc.property(hostileReport, report => {
        const text = renderTap(report)
        assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u)
        for (const block of blocksOf(text)) assert.ok(parse(block).findings.length > 0)
        assert.equal(Number(/^1\.\.(\d+)/m.exec(text)?.[1]), text.match(/^(?:not )?ok /gm)?.length)
      }),
    )
  })
})
