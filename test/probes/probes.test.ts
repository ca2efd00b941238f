/**
 * Every session of a plan, both roles, over a fake link that cuts at every size: a clean path changes nothing. And
 * what the probes promise to put on the wire.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { bytesOf, concat, equalBytes, textOf } from '../../src/bytes.ts'
import { align } from '../../src/diff/align.ts'
import { answererScript, planRun } from '../../src/plan/plan.ts'
import { type FamilyRow, rowKey, type Session, usualAsks } from '../../src/plan/session.ts'
import { isWanted, probes } from '../../src/probes/probes.ts'
import { greetingLine, smtpScript } from '../../src/probes/smtp.ts'
import { prologueOf } from '../../src/script/listener.ts'
import type { Role } from '../../src/script/script.ts'
import { pair, wordsOf } from '../support/pair.ts'

const seed = bytesOf('probes')
const ports = [
  ['tcp', 25, 'smtp'],
  ['tcp', 465, 'smtps'],
  ['tcp', 143, 'imap'],
  ['tcp', 993, 'imaps'],
  ['tcp', 110, 'pop3'],
  ['tcp', 995, 'pop3s'],
  ['tcp', 22, 'ssh'],
  ['tcp', 53, 'dns'],
  ['tcp', 80, 'http'],
  ['tcp', 443, 'https'],
  ['tcp', 3306, 'mysql'],
  ['tcp', 873, 'rsync'],
  ['tcp', 1080, 'socks5'],
  ['tcp', 2703, 'razor'],
  ['tcp', 10050, 'zabbix'],
  ['tcp', 10045, 'echo'],
  ['udp', 53, 'dns'],
  ['udp', 123, 'ntp'],
  ['udp', 24441, 'pyzor'],
  ['udp', 10045, 'echo'],
  ['icmp', 0, 'echo'],
] as const
const rows: readonly FamilyRow[] = (['incoming', 'outgoing'] as const).flatMap(direction =>
  ports.map(([transport, port, protocol]): FamilyRow => ({ direction, family: 4, transport, port, protocol })),
)
/** All that can be asked. */
const asks = { quick: false, slow: true, signatures: true }
const plan = planRun({ rows, seed, asks })
const planned = [...plan.sessions.values()]
const scripted = planned.filter(({ row, library }) => row.transport === 'tcp' && library === undefined)
const CHUNK_SIZES_BYTES = [1, 2, 3, 7, 1460, Number.POSITIVE_INFINITY]
/** Bytes that a script says before it is long, and is cut into large pieces alone. */
const LONG_BYTES = 160 * 1024
/** Above that the same blocks come again, many times; such messages are a matter of `large-mail.test.ts` and of real sockets. */
const LONGEST_BYTES = 3 * 1024 * 1024

/** All sessions that may call on the session's port while it may. */
function roundAround(session: Session): readonly Session[] {
  const round = plan.rounds.find(it => it.sessions.includes(session))
  return round?.sessions.filter(it => rowKey(it.row) === rowKey(session.row)) ?? []
}

function play(session: Session, chunkBytes = Number.POSITIVE_INFINITY) {
  return pair({ dialer: session.script, answerer: answererScript(roundAround(session)), chunkBytes })
}

function expectClean(session: Session, chunkBytes: number): void {
  const { dialer, answerer } = play(session, chunkBytes)
  const where = `${session.probe} ${session.part}, in pieces of ${chunkBytes}`
  assert.deepEqual([dialer.outcome, answerer.outcome], ['finished', 'finished'], where)
  assert.deepEqual(answerer.claimed, [session.id], where)
  for (const layer of ['wire', 'tls'] as const) {
    for (const [from, to] of [
      [dialer, answerer],
      [answerer, dialer],
    ] as const) {
      const [sent, heard] = [wordsOf(from.sent, layer), wordsOf(to.heard, layer)]
      assert.ok(equalBytes(sent, heard), where)
      assert.deepEqual(align(sent, heard, { unit: /^smtps?-/.test(session.probe) ? 'lines' : 'bytes' }), [], where)
    }
  }
}

/** All words of one role, in clear and inside TLS. */
function said(session: Session, role: Role): string {
  return textOf(concat(play(session)[role].sent.map(it => it.bytes)))
}

function of(probe: string): readonly Session[] {
  return planned.filter(session => session.probe === probe && session.row.direction === 'incoming')
}

function bytesIn({ script }: Session): number {
  return script.steps.reduce((sum, step) => sum + (step.kind === 'say' ? step.bytes.length : 0), 0)
}

function chunksFor(session: Session): readonly number[] {
  if (bytesIn(session) > LONGEST_BYTES) return []
  if (session.row.direction === 'outgoing') return [Number.POSITIVE_INFINITY]
  return bytesIn(session) > LONG_BYTES ? CHUNK_SIZES_BYTES.slice(-2) : CHUNK_SIZES_BYTES
}

describe('probes', () => {
  for (const probe of probes.filter(it => scripted.some(session => session.probe === it.name)))
    it(`${probe.name}: a clean path changes nothing, however it is cut`, () => {
      // Both directions play the same words, so one of them is cut.
      for (const session of scripted.filter(it => it.probe === probe.name))
        for (const chunkBytes of chunksFor(session)) expectClean(session, chunkBytes)
    })

  it('have names of their own, spelled as their files, and say what they show in one sentence', () => {
    assert.equal(new Set(probes.map(probe => probe.name)).size, probes.length)
    for (const probe of probes) {
      assert.match(probe.name, /^[a-z]+[35]?s?(-[a-z]+)+$/)
      assert.ok(existsSync(new URL(`../../src/probes/${probe.name}.ts`, import.meta.url)), probe.name)
      assert.match(probe.shows, /^Whether (?:[^.]|\.(?=\d))+\.$/)
    }
  })

  it('are asked on one of the ports of this test', () => {
    const asked = new Set(planned.map(session => session.probe))
    assert.deepEqual(
      probes.filter(probe => isWanted(probe, usualAsks) && !asked.has(probe.name)).map(probe => probe.name),
      [],
    )
  })

  it("put the nonce into the dialer's first words, and into another place where it says more", () => {
    for (const session of scripted) {
      const where = `${session.probe} ${session.part}`
      const says = session.script.steps.flatMap(step =>
        step.kind === 'say' && step.by === 'dialer' ? [textOf(step.bytes).toUpperCase()] : [],
      )
      assert.ok(says[0]?.includes(session.nonce), where)
      assert.ok(says.length === 1 || says.join('').split(session.nonce).length > 2, where)
    }
  })

  it('put it into the message where libraries talk', () => {
    for (const { library, nonce } of of('smtp-message'))
      assert.ok(textOf(library?.message ?? bytesOf('')).includes(`X-Nonce: ${nonce}\r\n`))
  })

  it('share what comes before the dialer speaks with all sessions of their round on a port', () => {
    for (const session of scripted) {
      const prologue = prologueOf(session.script)
      for (const other of roundAround(session)) assert.deepEqual(prologueOf(other.script), prologue, session.probe)
    }
  })

  it('stay far below what a connection may carry', () => {
    // Of large messages the tape keeps little (`tape/recorder.ts`).
    for (const session of scripted.filter(it => it.probe !== 'smtp-slow-sizes')) {
      // A large literal is said once each way; sizes are a question of their own.
      const mostKib: Readonly<Record<string, number>> = { 'imap-literals': 160, 'smtp-sizes': 640 }
      const bytes = bytesIn(session)
      assert.ok(bytes < (mostKib[session.probe] ?? 100) * 1024, `${session.probe} ${bytes}`)
    }
  })

  it('greet with 512 bytes at most, and every printable character in the one-line greeting (RFC 5321, 4.5.3.1.5)', () => {
    for (const session of scripted) {
      const [first] = session.script.steps
      if (first?.kind === 'say' && first.by === 'answerer') assert.ok(first.bytes.length <= 512, session.probe)
    }
    const [step] = smtpScript([greetingLine('W')]).steps
    assert.ok(step?.kind === 'say')
    const letters = new Set(step.bytes)
    for (let code = 0x20; code < 0x7f; code++) assert.ok(letters.has(code), String.fromCharCode(code))
  })
})

describe('probes/smtp-greeting', () => {
  it('greets with one line and with several', () => {
    const lines = of('smtp-greeting').map(session => {
      const [first] = session.script.steps
      return first?.kind === 'say' ? textOf(first.bytes).split('\r\n').length - 1 : 0
    })
    assert.deepEqual([...lines].sort(), [1, 3])
  })

  it('says ESMTP in the one line and in none of several', () => {
    const greetings = of('smtp-greeting').map(session => said(session, 'answerer'))
    for (const text of greetings) assert.equal(/^220.*ESMTP/m.test(text), !text.startsWith('220-'))
  })
})

describe('probes/smtp-ehlo', () => {
  it('offers a keyword that no device can know, among those of all servers', () => {
    const [session] = of('smtp-ehlo')
    assert.ok(session)
    const offered = said(session, 'answerer').match(/^250[- ].*$/gm) ?? []
    const words = offered.map(line => line.slice(4).split(' ')[0] ?? '')
    for (const known of ['STARTTLS', 'PIPELINING', 'SIZE', '8BITMIME', 'CHUNKING', 'AUTH', 'XCLIENT', 'SMTPUTF8'])
      assert.ok(words.includes(known), known)
    const invented = offered.filter(line => /^250[- ]X[A-HJKMNP-TV-Z][A-HJKMNP-TV-Z2-9]{6} [a-z2-9]{4}$/.test(line))
    assert.equal(invented.length, 1)
  })

  it('offers them in another order in another run', () => {
    const [mine, other] = [plan, planRun({ rows, seed: bytesOf('other') })].map(it => {
      const session = [...it.sessions.values()].find(({ probe }) => probe === 'smtp-ehlo')
      const words = session?.script.steps.flatMap(step => (step.kind === 'say' ? [textOf(step.bytes)] : [])) ?? []
      return (words.find(text => text.startsWith('250-')) ?? '').match(/(?<=^250[- ])[A-WYZ0-9-]+/gm) ?? []
    })
    assert.notDeepEqual(mine, other)
    assert.ok((mine?.length ?? 0) > 20)
  })
})

describe('probes/smtp-verbs', () => {
  /** The commands between EHLO and QUIT. */
  const asked = of('smtp-verbs').flatMap(session => said(session, 'dialer').split('\r\n').slice(1, -2))
  const verbs = asked.map(line => line.split(' ')[0] ?? '')

  const registered = (
    'MAIL RCPT RSET NOOP HELP VRFY EXPN HELO DATA BDAT AUTH STARTTLS ETRN ATRN TURN SEND SOML SAML BURL ' +
    'ONEX VERB XCLIENT XFORWARD X-LINK2STATE XEXCH50 DEBUG WIZ KILL XADR XYZZ'
  ).split(' ')

  it('says every registered verb once', () => {
    for (const verb of registered) assert.equal(verbs.filter(it => it === verb).length, 1, verb)
  })

  it('says invented verbs of 3 to 8 letters', () => {
    const invented = verbs.filter(verb => !registered.includes(verb))
    assert.deepEqual(invented.map(verb => verb.length).sort(), [3, 4, 5, 6, 7, 8])
  })

  it('never starts mail data or TLS', () => {
    for (const session of of('smtp-verbs')) {
      assert.ok(!session.script.steps.some(step => step.kind === 'start-tls'))
      assert.doesNotMatch(said(session, 'answerer'), /^(354|220 2)/m)
    }
  })
})

describe('probes/smtp-verbs, what is refused for want of recipients', () => {
  it('is said before there are any, in whatever order the verbs come', () => {
    for (let byte = 0; byte < 64; byte++) {
      const plan = planRun({
        rows: [{ direction: 'incoming', transport: 'tcp', family: 4, port: 25, protocol: 'smtp' }],
        seed: new Uint8Array(32).fill(byte),
      })
      for (const session of [...plan.sessions.values()].filter(it => it.probe === 'smtp-verbs')) {
        const words = said(session, 'dialer')
        const recipient = words.indexOf('RCPT ')
        for (const verb of ['\nDATA\r', '\nBDAT ', '\nBURL '])
          assert.ok(recipient < 0 || words.indexOf(verb) < recipient)
      }
    }
  })
})

describe('probes/smtp-data', () => {
  const END = '\r\n.\r\n'

  /** The writes that carry each message of a session. */
  function messagesOf(session: Session): string[][] {
    const writes = play(session).dialer.sent.map(it => textOf(it.bytes))
    const begins = writes.flatMap((write, at) => (write === 'DATA\r\n' ? [at + 1] : []))
    return begins.map(begin => {
      const rest = writes.slice(begin)
      return rest.slice(
        0,
        rest.findIndex(write => /^(MAIL|RSET|QUIT)/.test(write)),
      )
    })
  }

  const all = () => of('smtp-data').flatMap(messagesOf)

  it('has no end of data but its last bytes', () => {
    const messages = all().map(writes => writes.join(''))
    assert.equal(messages.length, 6)
    for (const data of messages) assert.equal(data.indexOf(END), data.length - END.length)
  })

  it('splits the end mark at each of its four places', () => {
    const tails = all().flatMap(writes => (writes.length === 2 ? [writes[1]] : []))
    assert.deepEqual(tails, ['\n.\r\n', '.\r\n', '\r\n', '\n'])
  })

  it('carries every byte value, bare CR and bare LF', () => {
    const data = (all()[0] ?? neverPlanned()).join('')
    assert.equal(new Set(data).size, 256)
    assert.match(data, /[^\r]\n/)
    assert.match(data, /\r[^\n]/)
  })

  it('begins a write with every line that begins with a dot', () => {
    const writes = all()[1] ?? neverPlanned()
    const lines = writes.join('').split('\r\n').slice(0, -2)
    const dotted = lines.filter(line => line.startsWith('.'))
    assert.ok(dotted.includes('..') && dotted.includes('..one'))
    for (const line of dotted)
      assert.ok(
        writes.some(write => write.startsWith(`${line}\r\n`)),
        line,
      )
  })

  it('sends several messages in a session, once with RSET between', () => {
    assert.deepEqual(
      of('smtp-data').map(session => messagesOf(session).length),
      [3, 3],
    )
    assert.equal(of('smtp-data').filter(session => said(session, 'dialer').includes('\nRSET\r\n')).length, 1)
  })

  function neverPlanned(): never {
    throw new Error('the plan has no such session')
  }
})

describe('probes/smtp-starttls', () => {
  it('says a whole message inside TLS and none in clear', () => {
    const [session] = of('smtp-starttls')
    assert.ok(session)
    const { dialer } = play(session)
    assert.doesNotMatch(textOf(wordsOf(dialer.sent, 'wire')), /^(MAIL|DATA|QUIT)/m)
    assert.match(textOf(wordsOf(dialer.sent, 'tls')), /^EHLO [\s\S]*^MAIL [\s\S]*^DATA\r\n[\s\S]*\r\n\.\r\nQUIT\r\n$/m)
  })
})

describe('probes/smtp-message', () => {
  it('is sent in clear and with STARTTLS', () => {
    assert.deepEqual(
      of('smtp-message').map(session => session.library?.startTls),
      [false, true],
    )
  })
})

describe('probes/tcp-echo', () => {
  it('says all byte values both ways, and after the half-close', () => {
    for (const session of of('tcp-echo')) {
      const { dialer, answerer } = play(session)
      for (const end of [dialer, answerer]) assert.equal(new Set(wordsOf(end.sent, 'wire')).size, 256)
      assert.equal(textOf(answerer.sent.at(-1)?.bytes ?? bytesOf('')), `after the half-close ${session.nonce}\r\n`)
    }
  })
})
