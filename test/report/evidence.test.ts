import assert from 'node:assert/strict'
import type { Edit } from '../../src/diff/edit.ts'
import { renderEvidence } from '../../src/report/evidence.ts'
import type { ReportEvidence } from '../../src/report/report.ts'
import { painter } from '../../src/report/style.ts'

function piece(change: Partial<ReportEvidence>): ReportEvidence {
  return {
    session: 's-1',
    flow: 'dialer-to-answerer',
    layer: 'wire',
    place: 'command 4',
    sent: '',
    heard: '',
    offsets: { sent: 0, heard: 0 },
    edits: [],
    ...change,
  }
}

function edit(
  kind: Edit['kind'],
  [sentAt, sentBytes]: [number, number],
  [heardAt, heardBytes]: [number, number],
): Edit {
  return { kind, sentAt, sentBytes, heardAt, heardBytes }
}

const removed = piece({
  place: 'reply 2, line 3',
  sent: '250-PIPELINING\\r\\n250-STARTTLS\\r\\n250 HELP\\r\\n',
  heard: '250-PIPELINING\\r\\n250 HELP\\r\\n',
  offsets: { sent: 990, heard: 990 },
  edits: [edit('removed', [1006, 14], [1006, 0])],
})

function lines(evidence: ReportEvidence, columns: number, colour = false): string {
  const canvas = { columns, paint: painter(colour) }
  return `\n${renderEvidence(evidence, { direction: 'incoming', ink: 'fault' }, canvas).join('\n')}\n`
}

describe('report/evidence', () => {
  it('puts sent above heard, each row behind its offset, and points to where bytes are missing', () => {
    assert.equal(
      lines(removed, 80),
      String.raw`
    reply 2, line 3, client to server: 14 bytes removed
      sent   byte  990  250-PIPELINING\r\n
                  1006  250-STARTTLS\r\n
                        ^^^^^^^^^^^^^^^^
                  1020  250 HELP\r\n
      heard  byte  990  250-PIPELINING\r\n
                  1006  250 HELP\r\n
                        |
`,
    )
  })

  it('puts sent and heard side by side where there is room', () => {
    assert.equal(
      lines(removed, 100),
      String.raw`
    reply 2, line 3, client to server: 14 bytes removed
      sent by the client                              heard by the server
       990  250-PIPELINING\r\n                         990  250-PIPELINING\r\n
      1006  250-STARTTLS\r\n                          1006  250 HELP\r\n
            ^^^^^^^^^^^^^^^^                                |
      1020  250 HELP\r\n
`,
    )
  })

  it('says how much of each kind was changed', () => {
    const edits = [
      edit('replaced', [0, 3], [0, 1]),
      edit('inserted', [5, 0], [5, 1]),
      edit('removed', [6, 2], [7, 0]),
      edit('cut', [9, 4], [9, 0]),
    ]
    const [, title] = lines(piece({ edits, layer: 'tls' }), 140).split('\n')
    assert.equal(
      title,
      '    command 4, client to server, inside TLS: 3 bytes replaced by 1, 1 byte inserted, 2 bytes removed, the last 4 bytes cut',
    )
  })

  it('shows an event without edits, and an end that heard nothing', () => {
    assert.equal(
      lines(piece({ sent: 'EHLO x\\r\\n' }), 60),
      String.raw`
    command 4, client to server
      sent   byte 0  EHLO x\r\n
      heard  byte 0  (nothing)
`,
    )
  })

  it('cuts a long flow down to a window round the change, and says how much it left out', () => {
    const sent = 'A'.repeat(720)
    const heard = `${sent.slice(0, 360)}B${sent.slice(361)}`
    const row = 'A'.repeat(36)
    const after = [396, 432, 468, 504, 540].map(at => `                  ${at}  ${row}`).join('\n')
    assert.equal(
      lines(piece({ sent, heard, edits: [edit('replaced', [360, 1], [360, 1])] }), 60),
      `
    command 4, client to server: 1 byte replaced
                       ... 288 bytes left out
      sent   byte 288  ${row}
                  324  ${row}
                  360  ${row}
                       ^
${after}
                       ... 144 bytes left out
                       ... 288 bytes left out
      heard  byte 288  ${row}
                  324  ${row}
                  360  B${row.slice(1)}
                       ^
${after}
                       ... 144 bytes left out
`,
    )
  })

  it('paints the marks, not the bytes', () => {
    assert.match(lines(removed, 80, true), /\n {24}\x1b\[31m\^{16}\x1b\[39m\n/)
    assert.equal(lines(removed, 80, true).replace(/\x1b\[\d+m/g, ''), lines(removed, 80))
  })
})
