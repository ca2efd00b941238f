/** What speaks in the place of an IMAP server, from FACTS H2, H3, H8, H9, H11, N23. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import type { Finding } from '../../../src/explain/finding.ts'
import { lacksStartTls } from '../../../src/explain/rules/imap.ts'
import type { FamilyRow } from '../../../src/plan/session.ts'
import { client, judgeAll, judged, lone, pair, row25, server, type Words } from '../../support/comparisons.ts'

const imap: FamilyRow = { ...row25, port: 143, protocol: 'imap' }

function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ id, device }) => `${id}: ${device === null ? 'nobody' : `${device.name}, ${device.proof}`}`)
}

const heardAs = (words: readonly Words[]) =>
  named(judgeAll([judged(pair(words), { row: imap, probe: 'imap-greeting' })], { rows: [imap] }).findings)

const ours = '* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ID] probe.example ready.\r\n'

describe('explain/rules/imap', () => {
  const greetings: readonly (readonly [heard: string, name: string])[] = [
    ['* OK avast! IMAP Proxy\r\n', 'Avast, text'],
    ['* BYE concurrent connection limit in AVG exceeded\r\n', 'AVG, text'],
    ['* OK IMAP4 ready\r\n', 'nginx mail proxy, text'],
    ['* OK [CAPABILITY IMAP4 IMAP4REV1] perdition ready on mail.example 0002d\r\n', 'Perdition, text'],
    ['* OK IMAP4 Ready mail.example 0001\r\n', 'Perdition, text'],
    ['* OK x (proxied server greeted us with: y)\r\n', 'PGP Universal, text'],
    ['* OK ready\r\n', 'nobody'],
  ]
  for (const [heard, name] of greetings)
    it(`greeted with ${JSON.stringify(heard)}: ${name}`, () => {
      assert.deepEqual(heardAs([server(ours, heard)]), [`tcp.payload.altered: ${name}`])
      const alone = judgeAll([judged(lone({}, 'listening', heard), { row: imap })], { rows: [imap] })
      assert.deepEqual(named(alone.findings), [`tcp.intercepted: ${name}`])
    })

  it('H11: STARTTLS and LOGINDISABLED out of every list of capabilities', () => {
    const capability = '* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED ID\r\n'
    const stripped = (line: string) => line.replace(' STARTTLS', '').replace(' LOGINDISABLED', '')
    const words = [server(ours, stripped(ours)), client('a CAPABILITY\r\n'), server(capability, stripped(capability))]
    assert.deepEqual(heardAs(words), ['tcp.payload.altered: STARTTLS stripper (striptls), set'])
    assert.deepEqual(heardAs([server(ours, stripped(ours).replace('ready', 'there'))]), ['tcp.payload.altered: nobody'])
    assert.equal(lacksStartTls(bytesOf(ours), bytesOf(ours)), false)
  })
})
