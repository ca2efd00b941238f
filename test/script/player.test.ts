import assert from 'node:assert/strict'
import { bytesOf, concat } from '../../src/bytes.ts'
import { command, ehlo, mailData, quit, reply, smtpScript, smtpService } from '../../src/probes/smtp.ts'
import { listenerScript } from '../../src/script/listener.ts'
import { createPlayer } from '../../src/script/player.ts'
import type { Script, Step } from '../../src/script/script.ts'
import { playbook } from '../support/playbook.ts'

const greeting = reply('220 probe.example ready\r\n', '220')
const bye = '221 2.0.0 probe.example closing\r\n'
const refusal = '500 5.5.2 command not recognized\r\n'

/** Greeting, EHLO with three reply lines, QUIT. */
const talk = smtpScript([greeting, ...ehlo('N1', ['DSN', 'HELP']), ...quit()])
const ehloLine = 'EHLO N1.client.example\r\n'

const secured = smtpScript([
  greeting,
  command('STARTTLS', 'STARTTLS'),
  reply('220 go\r\n', '220'),
  { kind: 'start-tls' },
  ...ehlo('N1', ['DSN']),
  ...quit(),
])

describe('script/player, the start of TLS', () => {
  it('hands on what the dialer is to offer', () => {
    const offer = { versions: ['TLSv1.3', 'TLSv1.3'] } as const
    const player = createPlayer(bare({ kind: 'start-tls', offer }), 'dialer')
    assert.deepEqual(player({ kind: 'open' }), [{ kind: 'start-tls', offer }])
    assert.deepEqual(createPlayer(bare({ kind: 'start-tls' }), 'dialer')({ kind: 'open' }), [{ kind: 'start-tls' }])
  })
})

function bare(...steps: readonly Step[]): Script {
  return { steps, endings: { dialer: [], answerer: [] } }
}

describe('script/player, a conversation', () => {
  it('is played by the dialer, who waits for the whole reply', () => {
    playbook(talk, 'dialer')
      .hears('220 probe.example')
      .waits(2000)
      .hears(' ready\r\n')
      .stopsWaiting()
      .says(ehloLine)
      .hears('250-probe.example\r\n')
      .waits(300)
      .hears('250-DSN\r\n')
      .waits(300)
      .hears('250 HELP\r\n')
      .stopsWaiting()
      .says('QUIT\r\n')
      .hears(bye)
      .leaves('finished')
      .end()
  })

  it('is played by the answerer, who speaks first', () => {
    playbook(talk, 'answerer')
      .says('220 probe.example ready\r\n')
      .hears(ehloLine)
      .says('250-probe.example\r\n250-DSN\r\n250 HELP\r\n')
      .hears('QUIT\r\n')
      .says(bye)
      .leaves('finished')
      .end()
  })

  it('says nothing twice to words that come together', () => {
    playbook(talk, 'answerer')
      .says('220 probe.example ready\r\n')
      .hears(`${ehloLine}QUIT\r\n`)
      .says('250-probe.example\r\n250-DSN\r\n250 HELP\r\n')
      .says(bye)
      .leaves('finished')
      .end()
  })

  it('does nothing any more once it has left', () => {
    playbook(bare(), 'dialer').leaves('finished').hears('more\r\n').quiet().hearsFin().tlsFails().silent().end()
  })
})

describe('script/player, a reply of another form', () => {
  const afterGreeting = () => playbook(talk, 'dialer').hears('220 probe.example ready\r\n').says(ehloLine)

  it('with fewer lines is taken when nothing more comes', () => {
    afterGreeting().hears('250-probe.example\r\n250 HELP\r\n').waits(300).quiet().stopsWaiting().says('QUIT\r\n').end()
  })

  it('with more lines is taken whole', () => {
    afterGreeting()
      .hears('250-probe.example\r\n250-DSN\r\n250-HELP\r\n')
      .waits(300)
      .hears('250 XTRA\r\n')
      .stopsWaiting()
      .says('QUIT\r\n')
      .end()
  })

  it('with masked hyphens is taken when its lines are there', () => {
    afterGreeting().hears('XXXXXXXXXXXXXXXXX\r\nXXXXXXX\r\nXXXXXXXX\r\n').says('QUIT\r\n').end()
  })

  it('whose last line was masked to a continuation is taken when nothing more comes', () => {
    afterGreeting()
      .hears('250-probe.example\r\n250-DSN\r\n250-HELP\r\n')
      .waits(300)
      .quiet()
      .stopsWaiting()
      .says('QUIT\r\n')
      .end()
  })

  it('without its line end is taken after a longer silence', () => {
    playbook(talk, 'dialer').hears('220 probe').waits(2000).quiet().stopsWaiting().says(ehloLine).end()
  })

  it('is waited for without end while nothing at all was heard', () => {
    playbook(talk, 'dialer').silent().quiet().silent().end()
  })
})

describe('script/player, a required reply', () => {
  it('makes the dialer say QUIT and leave when it is another', () => {
    playbook(talk, 'dialer')
      .hears('554 no service\r\n')
      .says('QUIT\r\n')
      .hears('221 bye\r\n')
      .leaves('off-script')
      .end()
  })

  it('makes the answerer refuse, and answer QUIT', () => {
    playbook(secured, 'answerer')
      .says('220 probe.example ready\r\n')
      .hears('XXXXXXXX\r\n')
      .says(refusal)
      .hears('QUIT\r\n')
      .says(bye)
      .leaves('off-script')
      .end()
  })

  it('is the same in any case', () => {
    playbook(secured, 'answerer')
      .says('220 probe.example ready\r\n')
      .hears('starttls\r\n')
      .says('220 go\r\n')
      .upgrades()
      .end()
  })

  it('is not waited for again in the ending: the other end may leave', () => {
    playbook(talk, 'dialer').hears('554 no\r\n').says('QUIT\r\n').hearsFin().leaves('off-script').end()
  })

  it('that is another again in the ending ends it there', () => {
    const strict = { ...talk, endings: { ...talk.endings, dialer: [command('QUIT'), reply('221 bye\r\n', '221')] } }
    playbook(strict, 'dialer').hears('554 no\r\n').says('QUIT\r\n').hears('500 what\r\n').leaves('off-script').end()
  })
})

describe('script/player, TLS', () => {
  const upgraded = () =>
    playbook(secured, 'dialer').hears('220 probe.example ready\r\n').says('STARTTLS\r\n').hears('220 go\r\n').upgrades()

  it('starts for both roles after the go-ahead, and the talk goes on inside', () => {
    upgraded().tlsStands().says(ehloLine).hears('250-probe.example\r\n250 DSN\r\n').says('QUIT\r\n').end()
    playbook(secured, 'answerer')
      .says('220 probe.example ready\r\n')
      .hears('STARTTLS\r\n')
      .says('220 go\r\n')
      .upgrades()
      .tlsStands()
      .hears(ehloLine)
      .says('250-probe.example\r\n250 DSN\r\n')
      .end()
  })

  it('that fails ends the conversation: nothing can be said in clear any more', () => {
    upgraded().tlsFails().leaves('off-script').end()
  })

  it('is waited for: neither time nor FIN make it be asked for again', () => {
    upgraded().quiet().hearsFin().silent().tlsFails().leaves('off-script').end()
  })

  it('that nobody asked for changes nothing', () => {
    playbook(talk, 'dialer').tlsStands().silent().hears('220 ready\r\n').says(ehloLine).end()
  })

  it('is not what injected words were said in: words in clear that nobody waited for are dropped (RFC 3207, 4.2)', () => {
    playbook(secured, 'dialer')
      .hears('220 probe.example ready\r\n')
      .says('STARTTLS\r\n')
      .hears('220 go\r\n250-evil.example\r\n250 EVIL\r\n')
      .upgrades()
      .tlsStands()
      .says(ehloLine)
      .hears('250-probe.example\r\n250 DSN\r\n')
      .says('QUIT\r\n')
      .end()
  })
})

describe('script/player, delivery', () => {
  const split = (cuts: readonly number[] | 'each', pauseMs: number) =>
    bare({
      kind: 'say',
      by: 'dialer',
      bytes: bytesOf('QUIT\r\n'),
      until: { kind: 'lines', count: 1 },
      delivery: { cuts, pauseMs },
    })

  it('cuts the words where it is told to', () => {
    playbook(split([1, 4], 0), 'dialer')
      .says('Q')
      .says('UIT')
      .says('\r\n')
      .leaves('finished')
      .end()
  })

  it('writes byte by byte', () => {
    playbook(split('each', 0), 'dialer').saysByteByByte('QUIT\r\n').leaves('finished').end()
  })

  it('pauses between two writes, and not after the last', () => {
    playbook(split([4, 5], 50), 'dialer')
      .says('QUIT')
      .waits(50)
      .quiet()
      .says('\r')
      .waits(50)
      .quiet()
      .says('\n')
      .leaves('finished')
      .end()
  })

  it('is not hurried by what is heard in a pause', () => {
    playbook(split([4], 50), 'dialer')
      .says('QUIT')
      .waits(50)
      .hears('250 early\r\n')
      .silent()
      .quiet()
      .says('\r\n')
      .leaves('finished')
      .end()
  })
})

describe('script/player, the end of mail data', () => {
  const data = smtpScript(mailData(bytesOf('text\r\n.\r\n'), 'N1'))

  it('is found when it comes in two pieces', () => {
    playbook(data, 'answerer')
      .hears('text\r\n.')
      .waits(2000)
      .hears('\r\n')
      .stopsWaiting()
      .says('250 2.0.0 taken N1\r\n')
      .leaves('finished')
      .end()
  })

  it('is where as many bytes were heard as were to come and no more, when a device has changed the mark', () => {
    playbook(data, 'answerer')
      .hears('text\r\n..\r')
      .waits(2000)
      .quiet()
      .stopsWaiting()
      .says('250 2.0.0 taken N1\r\n')
      .leaves('finished')
      .end()
  })

  it('is waited for when a device has added to the data', () => {
    playbook(data, 'answerer')
      .hears('X-Added: 1\r\ntext\r\n')
      .waits(2000)
      .hears('.\r\n')
      .stopsWaiting()
      .says('250 2.0.0 taken N1\r\n')
      .leaves('finished')
      .end()
  })

  it('is given up when a device has swallowed a part of it', () => {
    playbook(data, 'answerer')
      .hears('text\r\n')
      .waits(2000)
      .quiet()
      .stopsWaiting()
      .says('250 2.0.0 taken N1\r\n')
      .leaves('finished')
      .end()
  })
})

describe('script/player, closing and silence', () => {
  const halfClosed = bare(command('LAST'), { kind: 'half-close', by: 'dialer' }, reply('250 after\r\n'))

  it('sends FIN and goes on listening', () => {
    playbook(halfClosed, 'dialer').says('LAST\r\n').halfCloses().hears('250 after\r\n').leaves('finished').end()
  })

  it('waits for the other FIN and goes on speaking', () => {
    playbook(halfClosed, 'answerer')
      .hears('LAST\r\n')
      .silent()
      .hearsFin()
      .says('250 after\r\n')
      .leaves('finished')
      .end()
  })

  it('is silent for as long as told, whatever comes', () => {
    const silent = bare({ kind: 'silence', waitMs: 700 }, command('NOOP'))
    playbook(silent, 'dialer')
      .waits(700)
      .hears('early\r\n')
      .hearsFin()
      .silent()
      .quiet()
      .says('NOOP\r\n')
      .leaves('finished')
      .end()
  })

  it('is unfinished when the other end leaves before its words', () => {
    playbook(talk, 'dialer').hearsFin().leaves('unfinished').end()
  })

  it('takes the half of a line for the words when the other end has left, and goes on', () => {
    playbook(talk, 'answerer')
      .says('220 probe.example ready\r\n')
      .hears('EHLO N1')
      .waits(2000)
      .hearsFin()
      .stopsWaiting()
      .says('250-probe.example\r\n250-DSN\r\n250 HELP\r\n')
      .leaves('unfinished')
      .end()
  })
})

describe('script/player, a listener', () => {
  const own = (nonce: string, answer: string) => smtpScript([greeting, ...ehlo(nonce, [answer]), ...quit()])
  const claims = [
    { session: 's1', nonce: 'NONCE1' },
    { session: 's2', nonce: 'NONCE2' },
  ]
  const expected = claims.map(claim => ({ ...claim, script: own(claim.nonce, claim.session.toUpperCase()) }))
  const smtp = listenerScript(expected, smtpService(claims))
  const silent = listenerScript(
    claims.map(claim => ({ ...claim, script: bare(command(`HI ${claim.nonce}`), reply(`250 ${claim.session}\r\n`)) })),
    null,
  )
  const greeted = () => playbook(smtp, 'answerer').says('220 probe.example ready\r\n')

  it('goes on with the session whose nonce it hears', () => {
    greeted()
      .hears('EHLO NONCE2.client.example\r\n')
      .claims('s2')
      .says('250-probe.example\r\n250 S2\r\n')
      .hears('QUIT\r\n')
      .says(bye)
      .leaves('finished')
      .end()
  })

  it('knows a nonce that a device has folded to lower case', () => {
    greeted().hears('ehlo nonce1.client.example\r\n').claims('s1').says('250-probe.example\r\n250 S1\r\n').end()
  })

  it('knows a nonce that comes letter by letter', () => {
    const book = greeted()
    for (const letter of 'EHLO NONCE') book.hears(letter).waits(2000)
    book.hears('1').claims('s1').stopsWaiting().waits(2000).hears('.client.example\r\n').stopsWaiting()
    book.says('250-probe.example\r\n250 S1\r\n').end()
  })

  it('waits a moment for the far end to tell who called, when the line does not', () => {
    greeted()
      .hears('EHLO proxy.example\r\n')
      .waits(200)
      .hinted('s2')
      .claims('s2')
      .stopsWaiting()
      .says('250-probe.example\r\n250 S2\r\n')
      .end()
  })

  it('remembers what the far end told before the first line', () => {
    greeted()
      .hinted('s2')
      .silent()
      .hears('EHLO proxy.example\r\n')
      .claims('s2')
      .says('250-probe.example\r\n250 S2\r\n')
      .end()
  })

  it('trusts the nonce more than what the far end told before: NAT may give one session the port of another', () => {
    greeted()
      .hinted('s2')
      .hears('EHLO NONCE1.client.example\r\n')
      .claims('s1')
      .says('250-probe.example\r\n250 S1\r\n')
      .end()
  })

  it('takes no hint for a session that may not call here', () => {
    greeted()
      .hinted('s9')
      .hears('EHLO other.example\r\n')
      .waits(200)
      .quiet()
      .stopsWaiting()
      .says('250 probe.example\r\n')
      .end()
  })

  it('serves a stranger, takes no mail of it, and closes after QUIT', () => {
    greeted()
      .hears('EHLO other.example\r\n')
      .waits(200)
      .quiet()
      .stopsWaiting()
      .says('250 probe.example\r\n')
      .hears('MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n')
      .says('554 5.7.1 no mail is taken here\r\n')
      .says('554 5.7.1 no mail is taken here\r\n')
      .hears('QUIT\r\n')
      .says(bye)
      .leaves('finished')
      .end()
  })

  it('serves a proxy that shows the nonce later, its message too', () => {
    greeted()
      .hears('EHLO proxy.example\r\n')
      .waits(200)
      .quiet()
      .stopsWaiting()
      .says('250 probe.example\r\n')
      .hears('MAIL FROM:<nonce1@client.example>\r\n')
      .claims('s1')
      .says('250 2.1.0 sender ok\r\n')
      .hears('RCPT TO:<nonce1@probe.example>\r\n')
      .says('250 2.1.5 recipient ok\r\n')
      .hears('DATA\r\n')
      .says('354 end with a dot\r\n')
      .hears('Received: by proxy.example\r\n\r\nQUIT\r\n')
      .silent()
      .hears('.\r\n')
      .says('250 2.0.0 taken\r\n')
      .hears('RCPT TO:<nonce2@probe.example>\r\n')
      .says('250 2.1.5 recipient ok\r\n')
      .hearsFin()
      .leaves('finished')
      .end()
  })

  it('says nothing to a caller that says nothing and leaves', () => {
    greeted().hearsFin().leaves('finished').end()
  })

  it('says nothing at all to a stranger where the dialer speaks first', () => {
    playbook(silent, 'answerer').hears('GET / HTTP/1.1\r\n').waits(200).quiet().stopsWaiting().leaves('finished').end()
    playbook(silent, 'answerer').hears('HI NONCE2\r\n').claims('s2').says('250 s2\r\n').leaves('finished').end()
  })

  it('is no fork to the dialer', () => {
    playbook(bare({ kind: 'fork', branches: [], otherwise: [] }, command('NOOP')), 'dialer')
      .says('NOOP\r\n')
      .leaves('finished')
      .end()
  })
})

describe('script/player', () => {
  it('keeps the bytes of a chunk apart from the caller, who may use its buffer again', () => {
    const player = createPlayer(talk, 'dialer')
    player({ kind: 'open' })
    const chunk = bytesOf('220 rea')
    player({ kind: 'heard', bytes: chunk })
    chunk.fill(0)
    const actions = player({ kind: 'heard', bytes: bytesOf('dy\r\n') })
    assert.deepEqual(
      concat(actions.flatMap(action => (action.kind === 'write' ? [action.bytes] : []))),
      bytesOf(ehloLine),
    )
  })
})
