/**
 * What the SMTP probes promise to put on the wire, by the numbers of FACTS section 3: read from the scripts alone, because
 * probes.test.ts shows that each is played to its end.
 */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import type { Session } from '../../src/plan/session.ts'
import { createPlayer } from '../../src/script/player.ts'
import { type Role, type Step, silentScript } from '../../src/script/script.ts'

const row = { direction: 'incoming', transport: 'tcp', family: 4, port: 25, protocol: 'smtp' } as const
const inTls = { ...row, port: 465, protocol: 'smtps' } as const
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

function lengthsOf(lines: readonly string[]): readonly number[] {
  return lines.map(line => line.length)
}

/** The lines that are longer than any usual one, in order. */
function longLengths(probe: string, above: number): readonly number[] {
  return lengthsOf(
    saidIn(probe)
      .flatMap(text => text.split('\r\n'))
      .filter(line => line.length > above),
  )
}

/** The lists of keywords that are offered, one for each reply to EHLO. */
function offersIn(probe: string): readonly (readonly string[])[] {
  const replies = saidIn(probe, 'answerer').filter(text => text.startsWith('250-probe.example\r\n'))
  return replies.map(text =>
    text
      .split('\r\n')
      .slice(1, -1)
      .map(line => line.slice(4)),
  )
}

describe('probes/smtp-ehlo-words', () => {
  const lists = offersIn('smtp-ehlo-words')

  it('offers STARTTLS first, in the middle and last', () => {
    const places = lists.filter(list => list.includes('STARTTLS')).map(list => [list.indexOf('STARTTLS'), list.length])
    assert.deepEqual(
      places.map(([at = 0, of = 0]) => (at === 0 ? 'first' : at === of - 1 ? 'last' : 'between')),
      ['first', 'between', 'last'],
    )
  })

  it('offers invented words of every length from 1 to 20', () => {
    const lengths = lists.map(list => [...new Set(lengthsOf(list))].sort((a, b) => a - b).join())
    assert.ok(lengths.includes(Array.from({ length: 20 }, (_, at) => at + 1).join()))
  })

  it('offers no word that a mask of X and a letter could leave as it is', () => {
    for (const word of lists.flat()) assert.doesNotMatch(word, /^(X+[A-Z]|[A-Y])( |$)/)
  })

  it('offers near misses of STARTTLS where it does not offer that', () => {
    const near = lists.find(list => list.includes('STARTTLZ')) ?? []
    assert.ok(near.includes('STARTTL') && near.includes('XSTARTTLS') && !near.includes('STARTTLS'))
  })

  it('offers AUTH in both spellings, and each form of SIZE by itself', () => {
    assert.ok(lists.some(list => list.some(it => it.startsWith('AUTH PLAIN')) && list.includes('AUTH=PLAIN')))
    for (const size of ['SIZE', 'SIZE 0', 'SIZE 4294967296'])
      assert.equal(lists.filter(list => list.includes(size)).length, 1, size)
  })
})

describe('probes/smtp-reply-lines', () => {
  it('says lines of 511, 512, 513, 1000 and 4096 bytes, the shortest first', () => {
    const lines = saidIn('smtp-reply-lines', 'answerer').flatMap(text => text.match(/.*\r\n/g) ?? [])
    assert.deepEqual(
      lengthsOf(lines).filter(length => length > 510),
      [511, 512, 513, 1000, 4096],
    )
  })

  it('says a whole reply of 510 bytes alone before any longer one, and nothing long before that', () => {
    const lengths = lengthsOf(saidIn('smtp-reply-lines', 'answerer'))
    const first = lengths.findIndex(length => length > 500)
    assert.equal(lengths[first], 510)
    assert.ok(
      lengths.slice(0, first).every(length => length < 256),
      String(lengths),
    )
    assert.ok((lengths[first + 1] ?? 0) > 512)
  })

  it('says rare codes, and QUIT is answered with the nonce', () => {
    const [session] = sessionsOf('smtp-reply-lines')
    const codes = saidIn('smtp-reply-lines', 'answerer').map(text => text.slice(0, 3))
    for (const code of ['252', '354', '450', '541', '552', '554']) assert.ok(codes.includes(code), code)
    assert.match(saidIn('smtp-reply-lines', 'answerer').at(-1) ?? '', new RegExp(`^221 .* ${session?.nonce}\r\n$`))
  })

  it('says NUL, bare CR, CR CR LF, 8-bit, tab, trailing white space and a bare LF', () => {
    const text = saidIn('smtp-reply-lines', 'answerer').join('')
    for (const odd of [/\0/, /\r[^\r\n]/, /\r\r\n/, /\xff/, /\t/, / \r\n/, /[^\r]\n/]) assert.match(text, odd)
  })
})

describe('probes/smtp-command-lines', () => {
  it('gives names, literals, an underscore, nothing, and 255 characters', () => {
    const names = saidIn('smtp-command-lines').flatMap(line => /^(?:EHLO|HELO) ?(.*)\r\n$/.exec(line)?.[1] ?? [])
    for (const name of ['[127.0.0.1]', '[IPv6:::1]', '']) assert.ok(names.includes(name), name)
    assert.ok(names.some(name => name.includes('_')))
    const longest = names.find(name => name.length === 255) ?? ''
    assert.ok(longest.endsWith('.example'))
    assert.ok(longest.split('.').every(label => label.length > 0 && label.length <= 63))
  })
})

describe('probes/smtp-verb-forms', () => {
  it('types EHLO byte by byte', () => {
    const [first] = saysOf('smtp-verb-forms', 'dialer')
    assert.match(textOf(first?.bytes ?? bytesOf('')), /^EHLO /)
    assert.equal(first?.delivery?.cuts, 'each')
  })

  it('has lower and mixed case, leading, double and trailing spaces, a tab and three letters', () => {
    const lines = saidIn('smtp-verb-forms')
    for (const form of [/^noop /, /^NoOp /, /^ NOOP/, /^NOOP {2}/, /^NOOP\t/, / {2}\r\n$/, /^[A-Z]{3} /])
      assert.ok(
        lines.some(line => form.test(line)),
        String(form),
      )
  })

  it('ends lines with LF alone and with CR CR LF, and has a bare CR and a NUL inside', () => {
    const lines = saidIn('smtp-verb-forms')
    for (const end of [/[^\r]\n$/, /\r\r\n$/, /\r[^\r\n]/, /\0/])
      assert.ok(
        lines.some(line => end.test(line)),
        String(end),
      )
  })

  it('has one reply for each line feed, so that nobody waits in vain', () => {
    const feeds = saidIn('smtp-verb-forms').map(text => text.split('\n').length - 1)
    assert.ok(feeds.every(count => count === 1))
    assert.equal(saidIn('smtp-verb-forms', 'answerer').length, feeds.length + 1)
  })
})

describe('probes, limits of lines', () => {
  it('go up from just below each limit to far above', () => {
    assert.deepEqual(longLengths('smtp-command-lines', 500), [510, 511, 512, 513, 1000, 2048])
    assert.deepEqual(longLengths('smtp-header-lines', 500), [997, 998, 999, 1001, 4000])
    assert.deepEqual(longLengths('smtp-body-lines', 500), [997, 998, 999, 1000, 1001, 2048, 4000, 10_000])
  })

  it('and of senders: 64 characters before the at sign, 320 and 321 bytes in all', () => {
    const senders = saidIn('smtp-mail-parameters').flatMap(line => /^MAIL FROM:<([^>]+)>/.exec(line)?.[1] ?? [])
    assert.ok(senders.some(sender => sender.indexOf('@') === 64))
    assert.deepEqual(
      lengthsOf(senders).filter(length => length > 300),
      [320, 321],
    )
  })
})

describe('probes/smtp-recipients', () => {
  it('names 150 recipients and one of them twice, and ends packets at 99, 100 and 101', () => {
    const blocks = saidIn('smtp-recipients').map(text => text.match(/^RCPT TO:<[^>]+>/gm) ?? [])
    assert.deepEqual(
      blocks.map(block => block.length).filter(count => count > 0),
      [99, 1, 1, 49, 1],
    )
    assert.equal(new Set(blocks.flat()).size, 150)
  })
})

describe('probes/smtp-mail-parameters', () => {
  const lines = saidIn('smtp-mail-parameters')

  it('has every character that inspection changes, in recipients that are all different', () => {
    const recipients = lines.filter(line => line.startsWith('RCPT'))
    for (const character of ['|', '`', '"', '%', '!', '@one.example', '<inner>', '\xc3'])
      assert.ok(
        recipients.some(line => line.includes(character)),
        character,
      )
    assert.equal(new Set(recipients).size, recipients.length)
  })

  it('has a parameter of every extension that it offers, an unknown one, and the empty sender', () => {
    const parameters = [
      'SIZE=',
      'BODY=8BITMIME',
      'BODY=BINARYMIME',
      'SMTPUTF8',
      'RET=',
      'ENVID=',
      'AUTH=<>',
      'REQUIRETLS',
    ]
    const senders = lines.filter(line => line.startsWith('MAIL'))
    for (const parameter of [...parameters, 'MT-PRIORITY=', 'XNONE=', '<>'])
      assert.ok(
        senders.some(line => line.includes(parameter)),
        parameter,
      )
  })
})

describe('probes/smtp-auth', () => {
  it('asks for every mechanism that it offers', () => {
    const [list = ''] = (offersIn('smtp-auth')[0] ?? []).filter(line => line.startsWith('AUTH '))
    const asked = saidIn('smtp-auth').flatMap(line => /^AUTH ([A-Z0-9-]+)/.exec(line)?.[1] ?? [])
    assert.deepEqual([...new Set(asked)].sort(), list.split(' ').slice(1).sort())
  })

  it('goes on with a line of the dialer after every 334 and with a command after all else', () => {
    const steps = sessionsOf('smtp-auth')[0]?.script.steps ?? []
    const texts = steps.map(step => (step.kind === 'say' ? textOf(step.bytes) : ''))
    const answers = texts.flatMap((text, at) => (/^(334|535|501|235)/.test(text) ? [[text, texts[at + 1] ?? '']] : []))
    for (const [answer = '', next = ''] of answers)
      assert.equal(/^(AUTH|QUIT)/.test(next), !answer.startsWith('334'), `${answer} ${next}`)
  })

  it('says a line of 12288 bytes', () => {
    assert.ok(lengthsOf(saidIn('smtp-auth')).includes(12_288))
  })
})

describe('probes/smtp-bdat', () => {
  /** Every chunk of the session: the command, and as many bytes as it says. */
  function chunks(): readonly { command: string; bytes: string }[] {
    const found: { command: string; bytes: string }[] = []
    for (const text of saidIn('smtp-bdat').filter(it => it.startsWith('BDAT'))) {
      for (let rest = text; rest !== ''; ) {
        const [command = '', count = ''] = /^BDAT (\d+)(?: LAST)?\r\n/.exec(rest) ?? []
        assert.notEqual(command, '', 'a chunk is as long as its command says')
        found.push({ command, bytes: rest.slice(command.length, command.length + Number(count)) })
        rest = rest.slice(command.length + Number(count))
      }
    }
    return found
  }

  it('sends three messages, the last chunk of each being its LAST', () => {
    assert.equal(chunks().filter(({ command }) => command.endsWith(' LAST\r\n')).length, 3)
    assert.equal(saidIn('smtp-bdat').filter(line => line.startsWith('MAIL')).length, 3)
  })

  it('has an empty last chunk, and in a binary one all bytes and what would end mail data', () => {
    assert.ok(chunks().some(({ command }) => command === 'BDAT 0 LAST\r\n'))
    const binary = chunks().find(({ bytes }) => new Set(bytes).size === 256)
    assert.ok(binary?.bytes.includes('\r\n.\r\n'))
  })

  it('splits one chunk from its command', () => {
    const [split] = saysOf('smtp-bdat', 'dialer').filter(step => step.delivery !== undefined)
    const cut = split?.delivery?.cuts[0]
    assert.equal(
      typeof cut === 'number' &&
        textOf(split?.bytes ?? bytesOf(''))
          .slice(0, cut)
          .endsWith('\r\n'),
      true,
    )
  })
})

describe('probes/smtp-end-of-data', () => {
  it('ends each message with its last bytes and nowhere before', () => {
    const messages = saysOf('smtp-end-of-data', 'dialer').filter(step => step.until.kind === 'end-of-data')
    assert.equal(messages.length, 2)
    for (const { bytes } of messages) assert.equal(textOf(bytes).indexOf('\r\n.\r\n'), bytes.length - 5)
  })
})

describe('probes/smtp-mime', () => {
  const messages = saysOf('smtp-mime', 'dialer')
    .filter(step => step.until.kind === 'end-of-data')
    .map(step => textOf(step.bytes))

  it('ends each message with its last bytes and nowhere before', () => {
    assert.equal(messages.length, 4)
    for (const text of messages) assert.equal(text.indexOf('\r\n.\r\n'), text.length - 5)
  })

  it('closes every multipart that it opens', () => {
    const whole = messages.filter(text => text.includes('Content-Type: multipart/'))
    const boundaries = whole.flatMap(text =>
      [...text.matchAll(/boundary="([^"]+)"/g)].map(found => [text, found[1] ?? '']),
    )
    assert.equal(boundaries.length, 3)
    for (const [text = '', boundary = ''] of boundaries) {
      const marks = text.split('\r\n').filter(line => line.startsWith(`--${boundary}`))
      assert.ok(marks.length > 2 && marks.slice(0, -1).every(mark => mark === `--${boundary}`), boundary)
      assert.equal(marks.at(-1), `--${boundary}--`)
    }
  })

  it('has file names of 254, 255 and 256 characters, and one in the form of RFC 2231', () => {
    const names = messages.flatMap(text => [...text.matchAll(/filename="([^"]+)"/g)].map(found => found[1] ?? ''))
    assert.deepEqual(
      lengthsOf(names).filter(length => length > 200),
      [254, 255, 256],
    )
    assert.ok(messages.some(text => text.includes("filename*=utf-8''")))
  })

  it('says 8-bit words although they were not offered, and has one message without Date and Message-ID', () => {
    assert.ok(!offersIn('smtp-mime').flat().includes('8BITMIME'))
    assert.ok(messages.some(text => /[\x80-\xff]/.test(text)))
    assert.ok(messages.some(text => !/^(Date|Message-ID):/im.test(text)))
  })
})

describe('probes/smtp-starttls-forms', () => {
  it('says a command right behind STARTTLS, and a reply right behind the one that starts TLS', () => {
    assert.ok(saidIn('smtp-starttls-forms').some(text => /^STARTTLS\r\nNOOP .*\r\n$/.test(text)))
    assert.ok(saidIn('smtp-starttls-forms', 'answerer').some(text => /^220 .*\r\n250 .*\r\n$/.test(text)))
  })

  it('does not begin TLS before the reply right behind was given time to come', () => {
    const script = sessionsOf('smtp-starttls-forms')[1]?.script ?? silentScript
    const from = script.steps.findIndex(step => step.kind === 'start-tls') - 1
    const dialer = createPlayer({ ...script, steps: script.steps.slice(from) }, 'dialer')
    assert.deepEqual(dialer({ kind: 'open' }), [])
    const [waits, ...more] = dialer({ kind: 'heard', bytes: bytesOf('220 2.0.0 go ahead\r\n') })
    assert.deepEqual(more, [])
    assert.ok(waits?.kind === 'timer' && waits.waitMs >= 2000)
    const actions = dialer({ kind: 'heard', bytes: bytesOf('250 2.0.0 in clear\r\n') })
    assert.deepEqual(actions.at(-1), { kind: 'start-tls' })
  })

  it('says STARTTLS before it is offered, and once with an argument', () => {
    const [first] = sessionsOf('smtp-starttls-forms')
    const texts = first?.script.steps.flatMap(step => (step.kind === 'say' ? [textOf(step.bytes)] : [])) ?? []
    const offered = texts.findIndex(text => /^250[- ]STARTTLS/m.test(text))
    assert.ok(texts.slice(0, offered).includes('STARTTLS\r\n'))
    assert.ok(texts.some(text => /^STARTTLS [A-Z0-9]+\r\n$/.test(text)))
  })
})

describe('probes/smtp-segments', () => {
  it('has each rung of the ladder for a command and for its reply', () => {
    for (const by of ['dialer', 'answerer'] as const) {
      const says = saysOf('smtp-segments', by).filter(step => step.delivery !== undefined)
      const cuts = says.map(({ delivery, bytes }) => {
        const at = delivery?.cuts
        return at === 'each' ? 'each' : at?.length === 0 ? 'whole' : (at?.[0] ?? 0) - bytes.length
      })
      assert.ok(cuts.includes('each') && cuts.includes('whole') && cuts.includes(-1), by)
      assert.ok(
        says.some(({ delivery }) => delivery?.cuts[0] === 2),
        by,
      )
    }
  })

  it('says envelope and DATA in one packet, and MAIL before the reply to EHLO', () => {
    const texts = saidIn('smtp-segments')
    assert.ok(texts.some(text => /^MAIL .*\r\n(RCPT .*\r\n){3}DATA\r\n$/.test(text)))
    assert.ok(texts.some(text => /^EHLO .*\r\nMAIL .*\r\n$/.test(text)))
  })
})

describe('probes/smtp-inside', () => {
  it('says the same after STARTTLS as on a port that begins with TLS', () => {
    const inside = ['smtp-starttls', 'smtps-greeting'].map(probe => {
      const [session] = sessionsOf(probe)
      const steps = session?.script.steps ?? []
      const words = steps.slice(steps.findIndex(step => step.kind === 'start-tls') + 1)
      const says = words.flatMap(step => (step.kind === 'say' && step.by === 'dialer' ? [textOf(step.bytes)] : []))
      return says.map(text => text.split(/[ \r]/)[0])
    })
    assert.deepEqual(inside[0], inside[1])
    assert.ok(inside[0]?.includes('AUTH') && inside[0].includes('BDAT') && inside[0].includes('DATA'))
  })
})
