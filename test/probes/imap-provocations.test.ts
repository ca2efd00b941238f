/**
 * What the IMAP probes promise to put on the wire, by the numbers of FACTS section 3: read from the scripts alone, because
 * probes.test.ts shows that each is played to its end.
 */
import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'
import { bytesOf, concat, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import { randomFrom } from '../../src/plan/random.ts'
import type { Session } from '../../src/plan/session.ts'
import { imapMessage } from '../../src/probes/imap-message.ts'
import type { Role, Step } from '../../src/script/script.ts'

const row = { direction: 'incoming', transport: 'tcp', family: 4, port: 143, protocol: 'imap' } as const
const inTls = { ...row, port: 993, protocol: 'imaps' } as const
const planned = [...planRun({ rows: [row, inTls], seed: bytesOf('provocations') }).sessions.values()]

type Say = Extract<Step, { kind: 'say' }>

function sessionsOf(probe: string): readonly Session[] {
  const its = planned.filter(session => session.probe === probe)
  assert.ok(its.length > 0, probe)
  return its
}

function saysOf(probe: string, by: Role): readonly Say[] {
  const steps = sessionsOf(probe).flatMap(session => session.script.steps)
  return steps.flatMap(step => (step.kind === 'say' && step.by === by ? [step] : []))
}

/** The words of one role in all sessions of a probe, one text for each write by the script. */
function saidIn(probe: string, by: Role = 'dialer'): readonly string[] {
  return saysOf(probe, by).map(step => textOf(step.bytes))
}

function linesIn(probe: string, by: Role = 'dialer'): readonly string[] {
  return saidIn(probe, by).flatMap(text => text.match(/[^\n]*\n/g) ?? [])
}

/** Verbs that are said, of `UID FETCH` both words. */
function verbsIn(probe: string): readonly string[] {
  return linesIn(probe).map(line => /^\S+ ((?:UID )?\S+)/.exec(line)?.[1] ?? '')
}

/** The commands of one session whose answer says `OK`, and the words that stand behind the tag of each. */
function answersIn(session: Session): ReadonlyMap<string, string> {
  const texts = session.script.steps.flatMap(step => (step.kind === 'say' ? textOf(step.bytes).split('\r\n') : []))
  const tagged = texts.flatMap(text => {
    const [, tag = '', result = ''] = /^(\S+) ((?:OK|NO|BAD)\b.*)$/.exec(text) ?? []
    return tag.startsWith(session.nonce) ? [[tag, result] as const] : []
  })
  return new Map(tagged)
}

describe('probes/imap-greeting', () => {
  it('asks for the list again and says who it is, by name and by NIL', () => {
    assert.deepEqual(verbsIn('imap-greeting'), ['CAPABILITY', 'ID', 'ID', 'NOOP', 'LOGOUT'])
    const [session] = sessionsOf('imap-greeting')
    assert.ok(linesIn('imap-greeting').some(line => line.includes(` ID ("name" "probe"`)))
    assert.ok(linesIn('imap-greeting').some(line => line.includes(`"${session?.nonce}")`)))
    assert.ok(linesIn('imap-greeting').some(line => line.endsWith(' ID NIL\r\n')))
  })

  it('is offered STARTTLS and does not take it', () => {
    assert.match(linesIn('imap-greeting', 'answerer')[0] ?? '', /CAPABILITY .*\bSTARTTLS\b/)
    assert.ok(!verbsIn('imap-greeting').includes('STARTTLS'))
  })
})

describe('probes/imap-other-greetings', () => {
  it('begins with PREAUTH, and with BYE', () => {
    const firsts = sessionsOf('imap-other-greetings').map(({ script }) => {
      const [first] = script.steps
      return first?.kind === 'say' ? textOf(first.bytes).split(' ')[1] : ''
    })
    assert.deepEqual(firsts, ['PREAUTH', 'BYE'])
  })
})

describe('probes/imap-commands', () => {
  const registered = (
    'CAPABILITY NOOP CHECK CLOSE UNSELECT EXPUNGE STARTTLS AUTHENTICATE UNAUTHENTICATE EXAMINE CREATE DELETE RENAME ' +
    'SUBSCRIBE UNSUBSCRIBE LSUB XLIST STATUS NAMESPACE STORE COPY MOVE SORT THREAD ID ENABLE IDLE COMPRESS NOTIFY ' +
    'GETQUOTA GETQUOTAROOT SETQUOTA GETACL SETACL DELETEACL LISTRIGHTS MYRIGHTS GETMETADATA SETMETADATA REPLACE'
  ).split(' ')

  it('says every registered command once in all sessions together', () => {
    const verbs = verbsIn('imap-commands')
    for (const verb of registered) assert.equal(verbs.filter(it => it === verb).length, 1, verb)
    for (const verb of ['FETCH', 'STORE', 'COPY', 'MOVE', 'SEARCH', 'EXPUNGE'])
      assert.equal(verbs.filter(it => it === `UID ${verb}`).length, 1, verb)
  })

  it('says invented ones of 3 to 8 letters, and another set in another run', () => {
    const invented = (seed: string) =>
      [...planRun({ rows: [row], seed: bytesOf(seed) }).sessions.values()]
        .filter(({ probe }) => probe === 'imap-commands')
        .flatMap(({ script }) =>
          script.steps.flatMap(step => (step.kind === 'say' ? textOf(step.bytes).split('\n') : [])),
        )
        .flatMap(line => /^[A-Z0-9]+ ([A-Z0-9]{3,8}) [A-Z0-9]{10}\r$/.exec(line)?.[1] ?? [])
    const known = new Set(invented('provocations').filter(word => invented('other').includes(word)))
    const own = invented('provocations').filter(word => !known.has(word))
    assert.deepEqual(own.map(word => word.length).sort(), [3, 4, 5, 6, 7, 8])
  })

  it('answers every command under its own tag', () => {
    for (const session of sessionsOf('imap-commands')) {
      const tags = session.script.steps.flatMap(step =>
        step.kind === 'say' && step.by === 'dialer' ? (textOf(step.bytes).match(/^[A-Z0-9]+(?= )/gm) ?? []) : [],
      )
      assert.equal(new Set(tags).size, tags.length)
      assert.deepEqual([...answersIn(session).keys()], tags)
    }
  })

  it('begins no literal, no IDLE, no compression and no TLS', () => {
    for (const by of ['dialer', 'answerer'] as const)
      for (const line of linesIn('imap-commands', by)) assert.doesNotMatch(line, /\{\d+\+?\}\r\n$|^\+/)
    for (const session of sessionsOf('imap-commands')) {
      const answers = answersIn(session)
      const steps = session.script.steps.flatMap(step =>
        step.kind === 'say' && step.by === 'dialer' ? textOf(step.bytes).split('\r\n') : [step.kind],
      )
      assert.ok(!steps.includes('start-tls'))
      for (const line of steps) {
        const [, tag = '', verb = ''] = /^(\S+) (\S+)/.exec(line) ?? []
        if (['IDLE', 'COMPRESS', 'STARTTLS', 'AUTHENTICATE'].includes(verb))
          assert.match(answers.get(tag) ?? '', /^(NO|BAD) /)
      }
    }
  })
})

describe('probes/imap-command-forms', () => {
  it('has lower and mixed case, leading, double and trailing spaces, a tab, and no tag at all', () => {
    for (const form of [/ noop\r/, / NoOp\r/, /^ \S+ NOOP\r/, /^\S+ {2}NOOP\r/, /^\S+\tNOOP\r/, /NOOP {2}\r/, /^NOOP /])
      assert.ok(
        linesIn('imap-command-forms').some(line => form.test(line)),
        String(form),
      )
  })

  it('has tags that are none, and a very long one', () => {
    const tags = linesIn('imap-command-forms').flatMap(line => /^(\S+) NOOP\r\n$/.exec(line)?.[1] ?? [])
    for (const odd of [/^\+/, /^".*"$/, /^\(.*\)$/, /\xe9/, /\[\]/, /^.{200,}$/])
      assert.ok(
        tags.some(tag => odd.test(tag)),
        String(odd),
      )
  })

  it('says lines of 1000, 8000, 8192 and 8193 bytes, the shortest first', () => {
    const lengths = linesIn('imap-command-forms').map(line => line.length)
    assert.deepEqual(
      lengths.filter(length => length > 500),
      [1000, 8000, 8192, 8193],
    )
  })

  it('ends lines with LF alone and with CR CR LF, and has a bare CR, a NUL and 8-bit inside', () => {
    for (const odd of [/[^\r]\n$/, /\r\r\n$/, /\r[^\r\n]/, /\0/, /\xff/])
      assert.ok(
        linesIn('imap-command-forms').some(line => odd.test(line)),
        String(odd),
      )
  })

  it('types one command and its answer byte by byte', () => {
    for (const by of ['dialer', 'answerer'] as const)
      assert.equal(saysOf('imap-command-forms', by).filter(step => step.delivery?.cuts === 'each').length, 1)
  })
})

describe('probes/imap-authenticate', () => {
  it('asks for every mechanism, with a line of its own and with an initial response', () => {
    const asked = linesIn('imap-authenticate').flatMap(line => /AUTHENTICATE (.*)\r\n$/.exec(line)?.[1] ?? [])
    const mechanisms = new Set(asked.map(text => text.split(' ')[0]))
    for (const name of 'PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM GSSAPI XOAUTH2 SCRAM-SHA-256 EXTERNAL ANONYMOUS'.split(
      ' ',
    ))
      assert.ok(mechanisms.has(name), name)
    assert.ok(asked.includes('PLAIN') && asked.some(text => /^PLAIN \S+/.test(text)) && asked.includes('EXTERNAL ='))
  })

  it('goes on with a line of the dialer after every +, and with a command after all else', () => {
    for (const { script, nonce } of sessionsOf('imap-authenticate')) {
      const texts = script.steps.map(step => (step.kind === 'say' ? textOf(step.bytes) : ''))
      const answers = script.steps.flatMap((step, at) => (step.kind === 'say' && step.by === 'answerer' ? [at] : []))
      for (const at of answers.slice(0, -1)) {
        const isCommand = new RegExp(`^${nonce}\\d+ `).test(texts[at + 1] ?? '')
        assert.equal(isCommand, !(texts[at] ?? '').startsWith('+'), texts[at])
      }
    }
  })

  it('logs in with words, quotes and literals, and says a line of 12288 bytes', () => {
    const lines = linesIn('imap-authenticate')
    for (const form of [/ LOGIN [A-Z0-9]+ nothing/, / LOGIN "/, / LOGIN \{\d+\}\r\n/])
      assert.ok(
        lines.some(line => form.test(line)),
        String(form),
      )
    assert.ok(lines.some(line => line.length === 12_288))
  })
})

describe('probes/imap-literals', () => {
  const marks = saidIn('imap-literals').flatMap(text => /(~?)\{(\d+)(\+?)\}\r\n/.exec(text)?.slice(1) ?? [])
  const forms = Array.from({ length: marks.length / 3 }, (_, at) => marks.slice(3 * at, 3 * at + 3))

  it('waits, does not wait, says binary ones, empty ones and one of 64 KiB', () => {
    const has = (mark: string, length: (bytes: number) => boolean, plus: string) =>
      forms.some(([its, count, end]) => its === mark && length(Number(count)) && end === plus)
    const some = (bytes: number) => bytes > 0 && bytes < 1000
    assert.ok(has('', some, '') && has('', some, '+') && has('~', some, ''))
    assert.ok(has('', bytes => bytes === 0, '') && has('', bytes => bytes === 0, '+'))
    assert.ok(has('', bytes => bytes === 65_536, '+'))
  })

  it('says as many bytes as it announces, in both flows', () => {
    for (const by of ['dialer', 'answerer'] as const) {
      const all = saidIn('imap-literals', by).join('')
      let rest = all
      let count = 0
      for (let found = /~?\{(\d+)\+?\}\r\n/.exec(rest); found; found = /~?\{(\d+)\+?\}\r\n/.exec(rest)) {
        const begin = found.index + found[0].length
        // One is refused and never said.
        const length = Number(found[1]) > 100_000 ? 0 : Number(found[1])
        assert.ok(
          /^(\r\n| |\)|[A-Z])/.test(rest.slice(begin + length)),
          rest.slice(begin + length, begin + length + 20),
        )
        rest = rest.slice(begin + length)
        count++
      }
      assert.ok(count >= 5, by)
    }
  })

  it('has what looks like commands and answers inside, and splits one literal in the middle each way', () => {
    assert.ok(saidIn('imap-literals').some(text => /\{\d+\+\}\r\n[A-Z0-9]+ LOGOUT\r\n\* BYE/.test(text)))
    for (const by of ['dialer', 'answerer'] as const)
      assert.equal(saysOf('imap-literals', by).filter(step => step.delivery?.cuts.length === 2).length, 1, by)
  })

  it('does not say a literal that was refused', () => {
    const texts = sessionsOf('imap-literals')[0]?.script.steps.map(step =>
      step.kind === 'say' ? textOf(step.bytes) : '',
    )
    const at = texts?.findIndex(text => text.includes('{999999999}')) ?? -1
    assert.match(texts?.[at + 1] ?? '', /^\S+ NO \[TOOBIG\]/)
    assert.match(texts?.[at + 2] ?? '', /^\S+ FETCH /)
  })
})

describe('probes/imap-responses', () => {
  const lines = linesIn('imap-responses', 'answerer')

  it('says by itself what no one asked for', () => {
    for (const word of [
      /^\* \d+ EXISTS/,
      /^\* \d+ EXPUNGE/,
      /^\* VANISHED/,
      /^\* XNONE/,
      /^\* BAD /,
      /^\* NO \[ALERT\]/,
    ])
      assert.ok(
        lines.some(line => word.test(line)),
        String(word),
      )
    assert.ok(saidIn('imap-responses', 'answerer').some(text => /^\S+ OK done\r\n\* 5 EXISTS\r\n/.test(text)))
  })

  it('says lines of 998, 1000, 1002, 8192 and 16384 bytes, the shortest first and last of all', () => {
    assert.deepEqual(
      lines.map(line => line.length).filter(length => length > 500),
      [998, 1000, 1002, 8192, 16_384],
    )
  })

  it('says NUL, bare CR, CR CR LF, 8-bit, tab, trailing white space, double spaces, and a bare LF', () => {
    const text = saidIn('imap-responses', 'answerer').join('')
    for (const odd of [/\0/, /\r[^\r\n]/, /\r\r\n/, /\xff/, /\t/, / \r\n/, /^\* {2}OK/m, /[^\r]\n/])
      assert.match(text, odd)
  })
})

describe('probes/imap-extensions', () => {
  it('idles until DONE, and the server speaks meanwhile', () => {
    const texts = sessionsOf('imap-extensions')[0]?.script.steps.map(step =>
      step.kind === 'say' ? textOf(step.bytes) : '',
    )
    const at = texts?.findIndex(text => text.endsWith(' IDLE\r\n')) ?? -1
    assert.match(texts?.[at + 1] ?? '', /^\+ .*\r\n\* 2 EXISTS\r\n/)
    assert.equal(texts?.[at + 2], 'DONE\r\n')
  })

  it('says nothing but DEFLATE after COMPRESS, in streams that any inflater reads', () => {
    for (const by of ['dialer', 'answerer'] as const) {
      const says = saysOf('imap-extensions', by)
      const begin = says.findIndex(step => /COMPRESS DEFLATE\r\n$|DEFLATE active\r\n$/.test(textOf(step.bytes)))
      const stream = concat(says.slice(begin + 1).map(step => step.bytes))
      const text = textOf(new Uint8Array(inflateRawSync(stream, { finishFlush: 2 })))
      assert.match(text, by === 'dialer' ? /NOOP\r\n[\s\S]*LOGOUT\r\n$/ : /\* BYE .*\r\n\S+ OK LOGOUT done\r\n$/)
      assert.doesNotMatch(textOf(stream), /LOGOUT|NOOP/)
    }
  })

  it('agrees on UTF-8 and then says it in a name', () => {
    assert.ok(linesIn('imap-extensions').some(line => / ENABLE UTF8=ACCEPT/.test(line)))
    assert.ok(linesIn('imap-extensions').some(line => / LIST "" "Gr\xc3\xbc/.test(line)))
  })
})

describe('probes/imap-append', () => {
  /** What each literal of one flow carries. */
  function literals(by: Role): readonly string[] {
    const all = saidIn('imap-append', by).join('')
    const found: string[] = []
    for (let rest = all, next = /\{(\d+)\}\r\n/.exec(rest); next; next = /\{(\d+)\}\r\n/.exec(rest)) {
      const begin = next.index + next[0].length
      found.push(rest.slice(begin, begin + Number(next[1])))
      rest = rest.slice(begin + Number(next[1]))
    }
    return found
  }

  it('fetches each message as it was appended', () => {
    assert.equal(literals('dialer').length, 6)
    assert.deepEqual(literals('answerer'), literals('dialer'))
  })

  it('has every byte value in a binary literal, and no NUL in any other', () => {
    const binary = literals('dialer').filter(text => text.includes('\0'))
    assert.ok(binary.some(text => new Set(text).size === 256))
    assert.equal(saidIn('imap-append').filter(text => / ~\{\d+\}\r\n$/.test(text)).length, binary.length)
    assert.equal(saidIn('imap-append').filter(text => text.includes('BINARY[]')).length, binary.length)
  })

  it('has long header and body lines, dots, a signature, a part of a message and attachments', () => {
    const all = literals('dialer').join('\r\n')
    const lengths = all.split('\r\n').map(line => line.length)
    for (const length of [997, 998, 999, 4000, 1001, 2048, 10_000]) assert.ok(lengths.includes(length), String(length))
    for (const word of [/^\.\./m, /multipart\/signed/, /message\/partial/, /winmail\.dat/, /X-Space-Before-Colon :/])
      assert.match(all, word)
  })
})

describe('probes/imap-starttls-forms', () => {
  it('says a command right behind STARTTLS, and words right behind those that start TLS', () => {
    assert.ok(saidIn('imap-starttls-forms').some(text => /^\S+ STARTTLS\r\n\S+ NOOP\r\n$/.test(text)))
    assert.ok(saidIn('imap-starttls-forms', 'answerer').some(text => /^\S+ OK .*\r\n\* CAPABILITY .*\r\n$/.test(text)))
  })

  it('says STARTTLS that is refused, and once with an argument', () => {
    assert.ok(saidIn('imap-starttls-forms').some(text => /^\S+ STARTTLS [A-Z0-9]+\r\n$/.test(text)))
    assert.ok(saidIn('imap-starttls-forms', 'answerer').some(text => /^\S+ NO \[UNAVAILABLE\]/.test(text)))
  })
})

describe('probes/imap-inside', () => {
  const inside = ['imap-starttls', 'imaps-greeting'].map(probe => {
    const steps = sessionsOf(probe)[0]?.script.steps ?? []
    const words = steps.slice(steps.findIndex(step => step.kind === 'start-tls') + 1)
    const says = words.flatMap(step => (step.kind === 'say' && step.by === 'dialer' ? [textOf(step.bytes)] : []))
    return says.map(text => /^[A-Z0-9]+ ([A-Za-z]+)/.exec(text)?.[1] ?? '')
  })

  it('says the same after STARTTLS as on a port that begins with TLS, but for the invented word', () => {
    const telling = [
      'CAPABILITY',
      'AUTHENTICATE',
      'LOGIN',
      'ID',
      'SELECT',
      'SEARCH',
      'NOOP',
      'APPEND',
      'UID',
      'idle',
      'LOGOUT',
    ]
    const known = inside.map(verbs => verbs.filter(verb => telling.includes(verb)))
    assert.deepEqual(known[0], known[1])
    assert.deepEqual([...new Set(known[0])], telling)
  })

  it('says no command but CAPABILITY and STARTTLS in clear', () => {
    const [session] = sessionsOf('imap-starttls')
    const steps = session?.script.steps ?? []
    const clear = steps.slice(
      0,
      steps.findIndex(step => step.kind === 'start-tls'),
    )
    const said = clear.flatMap(step => (step.kind === 'say' && step.by === 'dialer' ? [textOf(step.bytes)] : []))
    assert.deepEqual(
      said.map(text => text.split(/[ \r]/)[1]),
      ['CAPABILITY', 'STARTTLS'],
    )
  })
})

describe('probes/imap-message', () => {
  it('stores a message that has the nonce in it, in clear and with STARTTLS', () => {
    const context = { nonce: 'NONCE', greeting: [], random: randomFrom(new Uint8Array(1), 'x'), key: () => bytesOf('') }
    const tasks = imapMessage.parts.map((_, part) => imapMessage.converse(context, part))
    for (const [part, task] of tasks.entries()) {
      assert.ok('library' in task)
      assert.deepEqual([task.library.kind, task.library.startTls], ['imap', part === 1])
      assert.ok(textOf(task.library.message).includes('X-Nonce: NONCE\r\n'))
    }
  })
})
