/** What comes before a silence or a loss, by tapes in pieces. */
import assert from 'node:assert/strict'
import type { PairComparison } from '../../../src/diff/comparison.ts'
import type { Sighting } from '../../../src/explain/group.ts'
import type { Reading } from '../../../src/explain/observation.ts'
import {
  endsAtRefusedRecipient,
  limitsDnsTo512,
  removesPipelined,
  removesSurplusRecipients,
  stallsAfterChunkedMessage,
  stallsAtSplitEnd,
} from '../../../src/explain/proof/events.ts'
import { readSession } from '../../../src/explain/read.ts'
import { client, judged, pair, readingOf, row25, server, type Words } from '../../support/comparisons.ts'
import { carried, noise, talk, trimmedTo, upTo } from '../../support/datagram-tapes.ts'

function read(comparison: PairComparison): Reading {
  return readSession(judged(comparison), { clientNat: null, untested: null })
}

function seen(reading: Reading): Sighting {
  return { reading, observations: [] }
}

/** Falls silent at the last of these words. */
function stalled(words: readonly Words[]): PairComparison {
  const sentAt = words
    .filter(({ by }) => by === 'dialer')
    .slice(0, -1)
    .reduce((sum, { sent }) => sum + (sent?.length ?? 0), 0)
  return pair(words, {
    events: [{ kind: 'stalled', flow: 'dialer-to-answerer', sentAt }],
    unheard: { 'dialer-to-answerer': { sentAt, cause: 'stalled' } },
    answerer: { kind: 'idle', script: 'unfinished' },
  })
}

const data = [server('220 a\r\n'), client('DATA\r\n'), server('354 go\r\n')]
const body = 'A: b\r\n\r\nhello'
const whole = read(pair([...data, client(`${body}\r\n.\r\n`), server('250 ok\r\n')]))

describe('explain/proof/events', () => {
  describe('stallsAtSplitEnd', () => {
    it('holds where the end of data was sent in two pieces, at each of its bytes', () => {
      const end = '\r\n.\r\n'
      for (let cut = 1; cut < end.length; cut += 1) {
        const reading = read(stalled([...data, client(body + end.slice(0, cut)), client(end.slice(cut), null)]))
        assert.ok(stallsAtSplitEnd(seen(reading), [reading, whole]), `cut at ${cut}`)
      }
    })

    it('does not hold where one in one piece was not tried, or fell silent as well', () => {
      const split = read(stalled([...data, client(`${body}\r\n.`), client('\r\n', null)]))
      assert.ok(!stallsAtSplitEnd(seen(split), [split]))
      const unsplit = read(stalled([...data, client(body), client('\r\n.\r\n', null)]))
      assert.ok(!stallsAtSplitEnd(seen(unsplit), [unsplit, whole]))
    })

    it('takes what a chunk ends with for no end mark', () => {
      const split = read(stalled([...data, client(`${body}\r\n.`), client('\r\n', null)]))
      const chunk = read(pair([server('220 a\r\n'), client('BDAT 6 LAST\r\nx\r\n.\r\n'), server('250 ok\r\n')]))
      assert.ok(!stallsAtSplitEnd(seen(split), [split, chunk]))
    })

    it('does not hold elsewhere in a message, nor where nothing fell silent', () => {
      const middle = read(stalled([...data, client('A: b\r\n'), client('\r\nhello\r\n.\r\n', null)]))
      assert.ok(!stallsAtSplitEnd(seen(middle), [middle, whole]))
      assert.ok(!stallsAtSplitEnd(seen(whole), [whole]))
    })
  })

  describe('stallsAfterChunkedMessage', () => {
    const chunk = 'BDAT 5 LAST\r\nhello'
    it('holds where a second message in chunks does not arrive', () => {
      const two = stalled([server('220 a\r\n'), client(chunk), server('250 ok\r\n'), client(chunk, null)])
      assert.ok(stallsAfterChunkedMessage(seen(read(two))))
    })

    it('does not hold at the first message, nor at a later chunk of one message', () => {
      const first = stalled([server('220 a\r\n'), client(chunk, null)])
      assert.ok(!stallsAfterChunkedMessage(seen(read(first))))
      const chunks = stalled([
        server('220 a\r\n'),
        client('BDAT 5\r\nhello'),
        server('250 ok\r\n'),
        client(chunk, null),
      ])
      assert.ok(!stallsAfterChunkedMessage(seen(read(chunks))))
    })

    it('takes the words of a chunk for no command', () => {
      const nested = 'BDAT 18 LAST\r\nBDAT 5 LAST\r\nhello'
      assert.ok(!stallsAfterChunkedMessage(seen(read(stalled([server('220 a\r\n'), client(nested, null)])))))
    })
  })

  describe('removesPipelined', () => {
    it('holds where what was sent with the command before it is gone, and all that was sent alone arrived', () => {
      const burst = read(pair([server('220 a\r\n'), client('MAIL FROM:<a>\r\nRCPT TO:<b>\r\n', 'MAIL FROM:<a>\r\n')]))
      const alone = read(pair([server('220 a\r\n'), client('MAIL FROM:<a>\r\n'), client('RCPT TO:<b>\r\n')]))
      const lost = read(pair([server('220 a\r\n'), client('MAIL FROM:<a>\r\n'), client('RCPT TO:<b>\r\n', null)]))
      assert.ok(removesPipelined(seen(burst), [burst, alone]))
      assert.ok(!removesPipelined(seen(burst), [burst, lost]))
      // The lines of a chunk are sent together, and are no commands.
      const chunk = [client('BDAT 8 LAST\r\na\r\nbcd\r\n'), server('250 ok\r\n')]
      const more = [client('MAIL FROM:<a>\r\nRCPT TO:<b>\r\n', 'MAIL FROM:<a>\r\n')]
      const chunked = read(pair([server('220 a\r\n'), ...chunk, ...more]))
      assert.ok(removesPipelined(seen(chunked), [chunked]))
      // Others that were sent together came through: it is not that.
      const sent = 'MAIL FROM:<a>\r\nRCPT TO:<b>\r\nVRFY c\r\nNOOP\r\n'
      const most = read(pair([server('220 a\r\n'), client(sent, sent.replace('VRFY c\r\n', ''))]))
      assert.ok(!removesPipelined(seen(most), [most]))
      assert.ok(!removesPipelined(seen(lost), [lost, alone]))
      assert.ok(!removesPipelined(seen(alone), [alone]))
    })
  })

  describe('removesSurplusRecipients', () => {
    const rcpt = (heard: string | null) => [client('RCPT TO:<b>\r\n', heard), server('250 ok\r\n')]
    const mail = [server('220 a\r\n'), client('MAIL FROM:<a>\r\n'), server('250 ok\r\n')]
    const kept = rcpt('RCPT TO:<b>\r\n')
    it('holds where the first recipients arrive and none behind them', () => {
      assert.ok(removesSurplusRecipients(seen(read(pair([...mail, ...kept, ...rcpt(null), ...rcpt(null)])))))
    })

    it('does not hold where all are gone, or one of the middle, or something else', () => {
      const cases = [
        [...mail, ...rcpt(null)],
        [...mail, ...kept, ...kept],
        [...mail, ...kept, client('RCPT TO:<c>\r\n', null), server('250 ok\r\n'), client('RCPT TO:<d>\r\n')],
        [...mail, ...kept, ...rcpt(null), client('VRFY x\r\n', null)],
      ]
      for (const words of cases) assert.ok(!removesSurplusRecipients(seen(read(pair(words)))), JSON.stringify(words))
    })
  })

  describe('endsAtRefusedRecipient', () => {
    const cut = (answer: string, heard: string | null = answer, before: readonly Words[] = []) => {
      const words = [server('220 a\r\n'), client('RCPT TO:<b>\r\n'), server(answer, heard), ...before]
      return seen(read(pair([...words, client('QUIT\r\n', null)], { cut: 'dialer-to-answerer' })))
    }
    it('holds where the connection ends behind a recipient that was refused, and at no other place', () => {
      assert.ok(endsAtRefusedRecipient(cut('550 no\r\n')))
      assert.ok(!endsAtRefusedRecipient(cut('250 ok\r\n')))
      assert.ok(!endsAtRefusedRecipient(cut('550 no\r\n', '550 #\r\n')))
      assert.ok(!endsAtRefusedRecipient(cut('550 no\r\n', '550 no\r\n', [client('NOOP\r\n'), server('250 ok\r\n')])))
    })

    it('does not hold where nothing was cut', () => {
      assert.ok(!endsAtRefusedRecipient(seen(whole)))
    })
  })

  describe('limitsDnsTo512', () => {
    const dns = { ...row25, transport: 'udp', port: 53, protocol: 'dns' } as const
    const out = [noise(40), noise(41)]
    const back = [noise(100), noise(512), noise(600), noise(700)]
    const on = (comparison: ReturnType<typeof talk>, row: typeof dns | typeof row25 = dns) =>
      limitsDnsTo512(seen(readingOf([], { comparison, session: { ...readingOf([]).session, row } })))

    it('holds where no answer of over 512 bytes comes whole, and every other one does', () => {
      assert.ok(on(talk({ out, back, wayBack: upTo(512) })))
      assert.ok(on(talk({ out, back, wayBack: trimmedTo(512) })))
    })

    it('does not hold at another size, on another port, nor where all came', () => {
      assert.ok(!on(talk({ out, back, wayBack: upTo(600) })))
      assert.ok(!on(talk({ out, back, wayBack: upTo(100) })))
      assert.ok(!on(talk({ out, back, wayBack: carried })))
      assert.ok(!on(talk({ out, back: back.slice(0, 2), wayBack: upTo(512) })))
      assert.ok(!on(talk({ out, back, wayBack: upTo(512) }), row25))
    })
  })
})
