import assert from 'node:assert/strict'
import { renderTape } from '../../src/tape/render.ts'
import { heard, mark, opened, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'

const ends = { local: { address: '192.0.2.1', port: 40000 }, remote: { address: '192.0.2.2', port: 25 } }

describe('tape/render', () => {
  it('writes one line an event, time first', () => {
    const tape = tapeOf(
      'dialer',
      [
        opened(),
        heard('220 probe.example\r\n'),
        sent('STARTTLS\r\n'),
        heard('220 go\r\n'),
        mark('tls-begin'),
        sent('\x16\x03\x01'),
        tlsOpened(),
        sent('EHLO a\\b\t\r\n', 'tls'),
        mark('fin-sent'),
        mark('fin-heard'),
      ],
      { head: { ...ends, startedAtMs: 5000 }, ending: { atMs: 6234.56 } },
    )
    assert.equal(
      renderTape(tape),
      `client as dialer, incoming, port 25, 192.0.2.1 port 40000 - 192.0.2.2 port 25
      0.0 ms open
      1.0 ms <-- 220 probe.example\\r\\n
      2.0 ms --> STARTTLS\\r\\n
      3.0 ms <-- 220 go\\r\\n
      4.0 ms tls-begin
      5.0 ms --> \\x16\\x03\\x01
      6.0 ms TLS TLSv1.3 TLS_AES_256_GCM_SHA384 certificate c1
      7.0 ms --> [tls] EHLO a\\\\b\\t\\r\\n
      8.0 ms fin-sent
      9.0 ms fin-heard
   1234.6 ms closed, script finished
`,
    )
  })

  it('says how a connection failed that never stood', () => {
    const tape = tapeOf('dialer', [], {
      head: { direction: 'outgoing', end: 'responder' },
      ending: { kind: 'refused', script: 'unfinished', code: 'ECONNREFUSED' },
    })
    assert.equal(
      renderTape(tape),
      'responder as dialer, outgoing, port 25, - - -\n      0.0 ms refused, script unfinished (ECONNREFUSED)\n',
    )
  })

  it('says what was offered and what was asked for, and escapes it', () => {
    const offer = { versions: ['TLSv1.2', 'TLSv1.3'], ciphers: 'ecdhe-cbc', serverName: 'a\n.example' } as const
    const text = renderTape(
      tapeOf('dialer', [
        atMs => ({ kind: 'tls-begin', atMs, offer }),
        atMs => ({ kind: 'tls-begin', atMs, offer: { versions: ['TLSv1.3', 'TLSv1.3'] } }),
        tlsOpened({ serverName: '\x1b[1m', alpn: ['imap', 'x'] }),
        tlsOpened({ serverName: null, alpn: [] }),
      ]),
    )
    for (const line of [
      /tls-begin, offering TLSv1\.2 to TLSv1\.3, ecdhe-cbc, server name a\\n\.example$/m,
      /tls-begin, offering TLSv1\.3$/m,
      /certificate c1, asked for server name \\x1b\[1m, ALPN imap, x$/m,
      /certificate c1$/m,
    ])
      assert.match(text, line)
  })

  it('says why TLS failed', () => {
    assert.match(
      renderTape(tapeOf('answerer', [tlsFailed('no cipher fits')])),
      /^ +0\.0 ms TLS failed: no cipher fits$/m,
    )
  })

  it('shows the first 400 bytes of a long run and says how many there were', () => {
    const [, whole, long] = renderTape(tapeOf('dialer', [sent('x'.repeat(400)), sent('y'.repeat(401))])).split('\n')
    assert.ok(whole?.endsWith(`--> ${'x'.repeat(400)}`))
    assert.ok(long?.endsWith(`--> ${'y'.repeat(400)}... (401 bytes)`))
  })

  it('says what is withheld', () => {
    const withheld = { bytes: 517, sha256: 'ab'.repeat(32) }
    const hidden = (atMs: number) => ({ kind: 'sent', atMs, layer: 'wire', bytes: new Uint8Array(), withheld }) as const
    const lines = renderTape(tapeOf('dialer', [mark('tls-begin'), hidden])).split('\n')
    assert.equal(lines[2], `      1.0 ms --> (517 bytes of ciphertext withheld, sha256 ${withheld.sha256})`)
  })
})
