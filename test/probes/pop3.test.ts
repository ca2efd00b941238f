/**
 * The words of the POP3 probes, and what they promise to put on the wire (FACTS section 3, number 52).
 */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import { randomFrom } from '../../src/plan/random.ts'
import type { Session } from '../../src/plan/session.ts'
import { capabilities, pop3GreetingLine, pop3Script, pop3Service, requiredAnswer, user } from '../../src/probes/pop3.ts'
import type { Role, Step } from '../../src/script/script.ts'
import { pair, wordsOf } from '../support/pair.ts'

const row = { direction: 'incoming', transport: 'tcp', family: 4, port: 110, protocol: 'pop3' } as const
const inTls = { ...row, port: 995, protocol: 'pop3s' } as const
const planned = [...planRun({ rows: [row, inTls], seed: bytesOf('pop3') }).sessions.values()]
const ours = planned.filter(({ probe }) => probe.startsWith('pop3'))

function textIn(step: Step | undefined): string {
  return step?.kind === 'say' ? textOf(step.bytes) : (step?.kind ?? '')
}

function sessionsOf(probe: string): readonly Session[] {
  const its = ours.filter(session => session.probe === probe)
  assert.ok(its.length > 0, probe)
  return its
}

function saidBy(by: Role, sessions: readonly Session[] = ours): readonly string[] {
  const steps = sessions.flatMap(session => session.script.steps)
  return steps.flatMap(step => (step.kind === 'say' && step.by === by ? [textOf(step.bytes)] : []))
}

/** The list behind each CAPA of a session. */
function listsIn(session: Session): readonly (readonly string[])[] {
  const lists = saidBy('answerer', [session]).filter(text => text.startsWith('+OK capabilities'))
  return lists.map(text => text.split('\r\n').slice(1, -2))
}

describe('probes/pop3', () => {
  it('greets with a timestamp for APOP, and with printable characters that hold no other', () => {
    const text = textIn(pop3GreetingLine('WORD234567'))
    assert.match(text, /^\+OK .* <WORD234567_1896@probe\.example>\r\n$/)
    assert.equal(text.match(/[<>]/g)?.length, 2)
    for (let code = 0x20; code < 0x7f; code++) assert.ok(text.includes(String.fromCharCode(code)), String(code))
  })

  it('offers a word that no device can know, in another order in another run', () => {
    const lists = ['one', 'two'].map(seed => capabilities(randomFrom(bytesOf(seed), 'x'), ['STLS']))
    for (const list of lists) {
      assert.ok(list.includes('STLS') && list.includes('UIDL') && list.includes('TOP'))
      assert.equal(list.filter(line => /^X[A-Z0-9]{7} /.test(line)).length, 1)
    }
    const known = lists.map(list => list.filter(line => !/^X[A-Z0-9]{7} /.test(line)))
    assert.notDeepEqual(known[0], known[1])
  })

  it('leaves with QUIT when something else was heard', () => {
    const script = pop3Script([...user('NONCE'), requiredAnswer('-ERR no', '+OK')])
    const { dialer, answerer } = pair({ dialer: script, answerer: script, chunkBytes: 3 })
    assert.equal(dialer.outcome, 'off-script')
    assert.ok(answerer.outcome !== null)
    assert.equal(textOf(wordsOf(dialer.sent, 'wire')), 'USER NONCE\r\nQUIT\r\n')
  })

  it('sends strangers away', () => {
    const { strangers, claimed } = pop3Service([])
    assert.deepEqual(
      strangers.map(({ verb, then }) => [verb, then]),
      [['', 'close']],
    )
    assert.ok(claimed.every(reply => reply.then === undefined))
  })
})

describe('probes/pop3, what goes over the wire', () => {
  it('is planned where a profile has such rows, and nowhere else', () => {
    assert.deepEqual([...new Set(ours.map(({ probe }) => probe))].sort(), [
      'pop3-commands',
      'pop3-greeting',
      'pop3-starttls',
      'pop3s-greeting',
    ])
    const others = planRun({ rows: [{ ...row, port: 25, protocol: 'smtp' }], seed: bytesOf('pop3') })
    assert.ok([...others.sessions.values()].every(({ probe }) => !probe.startsWith('pop3')))
  })

  it('never says DELE: one that arrives was never said', () => {
    for (const text of saidBy('dialer')) assert.doesNotMatch(text, /DELE/i)
  })

  it('ends every session with QUIT', () => {
    for (const session of ours) assert.equal(saidBy('dialer', [session]).at(-1), 'QUIT\r\n')
  })

  it('logs in by digest, asks for the capabilities, and is offered STLS without taking it', () => {
    const [session] = sessionsOf('pop3-greeting')
    assert.ok(session)
    assert.match(saidBy('dialer', [session])[0] ?? '', new RegExp(`^APOP ${session.nonce} [0-9a-f]{32}\r\n$`))
    assert.ok(listsIn(session)[0]?.includes('STLS'))
    assert.ok(!session.script.steps.some(step => step.kind === 'start-tls'))
  })

  it('says every command of a maildrop, known and invented', () => {
    const verbs = saidBy('dialer', sessionsOf('pop3-commands')).map(text => text.trim().split(' ')[0]?.toUpperCase())
    for (const verb of 'USER PASS STAT LIST UIDL TOP RETR RSET NOOP LAST AUTH RPOP XTND LANG UTF8 QUIT'.split(' '))
      assert.ok(verbs.includes(verb), verb)
    const invented = saidBy('dialer', sessionsOf('pop3-commands')).filter(text =>
      /^[A-Z0-9]+ [A-Z0-9]{10}\r\n$/.test(text),
    )
    const lengths = new Set(invented.map(text => text.indexOf(' ')))
    for (const length of [3, 4, 6]) assert.ok(lengths.has(length), String(length))
  })

  it('ends what has many lines with a dot and nothing else with one', () => {
    for (const session of ours) {
      const texts = session.script.steps.map(textIn)
      for (const [at, text] of texts.entries()) {
        if (!/^(RETR \d|TOP|CAPA|LIST\r|UIDL\r|AUTH\r)/.test(text) || !/^\+OK/.test(texts[at + 1] ?? '')) continue
        const answer = texts[at + 1] ?? ''
        assert.equal(answer.indexOf('\r\n.\r\n'), answer.length - 5, text)
      }
    }
  })

  it('retrieves dots that are stuffed, every byte value, and attachments', () => {
    const retrieved = saidBy('answerer', sessionsOf('pop3-commands')).filter(text => /^\+OK \d+ octets/.test(text))
    const all = retrieved.join('')
    assert.ok(/^\.\.one\r$/m.test(all) && /winmail\.dat/.test(all) && /multipart\/signed/.test(all))
    assert.equal(new Set(all).size, 256)
  })

  it('takes STLS by itself and with CAPA behind it, and lists no STLS inside TLS', () => {
    const sessions = sessionsOf('pop3-starttls')
    const begins = sessions.map(session => saidBy('dialer', [session]).find(text => text.startsWith('STLS')))
    assert.deepEqual(begins, ['STLS\r\n', 'STLS\r\nCAPA\r\n'])
    for (const session of sessions)
      assert.deepEqual(
        listsIn(session).map(list => list.includes('STLS')),
        [true, false],
      )
  })

  it('says the same after STLS as on a port that begins with TLS', () => {
    const inside = ['pop3-starttls', 'pop3s-greeting'].map(probe => {
      const steps = sessionsOf(probe)[0]?.script.steps ?? []
      const words = steps.slice(steps.findIndex(step => step.kind === 'start-tls') + 1)
      const says = words.flatMap(step => (step.kind === 'say' && step.by === 'dialer' ? [textOf(step.bytes)] : []))
      return says
        .map(text => text.split(/[ \r]/)[0] ?? '')
        .filter(verb => /^(USER|CAPA|PASS|UIDL|RETR|QUIT)$/.test(verb))
    })
    assert.deepEqual(inside[0], inside[1])
    assert.ok((inside[0]?.length ?? 0) > 6)
  })
})
