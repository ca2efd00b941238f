import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { protocols } from '../../src/plan/session.ts'
import { openingWords, serviceOf } from '../../src/probes/openings.ts'
import type { openings } from '../../src/probes/probe.ts'

function told(protocol: (typeof protocols)[number], opening: (typeof openings)[number]): readonly string[] {
  return openingWords(protocol, opening, 'WORD234567').map(step =>
    step.kind === 'say' ? textOf(step.bytes) : step.kind,
  )
}

describe('probes/openings', () => {
  it('says what real servers say first', () => {
    assert.match(told('ssh', 'line')[0] ?? '', /^SSH-2\.0-/)
    assert.match(told('rsync', 'line')[0] ?? '', /^@RSYNCD: \d+/)
    assert.match(told('razor', 'line')[0] ?? '', /^sn=\w&srl=\d+&ep4=[-\w]+&a=\w&a=\w+\r\n$/)
    assert.match(told('imap', 'line')[0] ?? '', /^\* OK /)
    assert.match(told('mysql', 'line')[0] ?? '', /^...\0\n8\.0/s)
    assert.match(told('smtp', 'lines')[0] ?? '', /^220-/)
  })

  it('starts TLS first where the protocol is inside it', () => {
    for (const protocol of ['smtps', 'imaps', 'https'] as const) assert.equal(told(protocol, 'tls')[0], 'start-tls')
    assert.match(told('smtps', 'tls')[1] ?? '', /^220 /)
    assert.match(told('imaps', 'tls')[1] ?? '', /^\* OK /)
    assert.equal(told('https', 'tls').length, 1)
  })

  it('is silent where the dialer speaks first, and where the libraries greet', () => {
    for (const protocol of protocols)
      for (const opening of ['silent', 'library'] as const) assert.deepEqual(told(protocol, opening), [])
  })

  it('serves callers without a nonce on mail ports alone', () => {
    assert.deepEqual(
      protocols.filter(protocol => serviceOf(protocol, []) !== null),
      ['smtp', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s'],
    )
  })
})
