/** Following IMAP: what is shown as what, and who hears it. */
import assert from 'node:assert/strict'
import type { Device } from '../../src/middlebox/device.ts'
import { heldRelay } from '../../src/middlebox/held-relay.ts'
import { type ImapItem, type ImapRewrite, imapFollower } from '../../src/middlebox/imap-stream.ts'
import { answerer, assertDialog, CHUNK_SIZES_BYTES, dialer, fin, hears, type Turn, timer } from './dialog.ts'

function deviceOf(rewrite: ImapRewrite): Device {
  return { name: 'test', description: '', open: () => heldRelay(imapFollower(rewrite)) }
}

/** What is shown of a dialog, without the parts of literals that arrive in pieces. */
function shown(turns: readonly Turn[], chunkBytes: number): readonly string[] {
  const items: string[] = []
  const note = (item: ImapItem): string => {
    const { kind, text, ...more } = item
    if (kind !== 'argument') items.push([kind, JSON.stringify(text), ...Object.values(more)].join(' '))
    return text
  }
  hears(deviceOf(note), turns, chunkBytes)
  return items
}

const GREETED = answerer('* OK mx\r\n')

describe('middlebox imap-stream', () => {
  const dialogs: readonly {
    readonly title: string
    readonly turns: readonly Turn[]
    readonly items: readonly string[]
  }[] = [
    {
      title: 'a command and what answers it',
      turns: [GREETED, dialer('a capability\r\n'), answerer('* CAPABILITY X\r\na OK done\r\n')],
      items: [
        'greeting "* OK mx\\r\\n"',
        'command "a capability\\r\\n" a CAPABILITY',
        'response "* CAPABILITY X\\r\\n" * ',
        'response "a OK done\\r\\n" a CAPABILITY',
      ],
    },
    {
      title: 'a literal of the dialer and the line that goes on behind it',
      turns: [dialer('a LOGIN {4}\r\n'), answerer('+ go\r\n'), dialer('b NO {3+}\r\nxyz\r\n'), answerer('a OK\r\n')],
      items: [
        'command "a LOGIN {4}\\r\\n" a LOGIN',
        'greeting "+ go\\r\\n"',
        'more " {3+}\\r\\n"',
        'more "\\r\\n"',
        'response "a OK\\r\\n" a LOGIN',
      ],
    },
    {
      title: 'a response with its literals as one',
      turns: [GREETED, answerer('* 1 FETCH (BODY[] {5}\r\na OK\n X {0}\r\n)\r\n')],
      items: ['greeting "* OK mx\\r\\n"', 'response "* 1 FETCH (BODY[] {5}\\r\\na OK\\n X {0}\\r\\n)\\r\\n" * '],
    },
    {
      title: 'what follows a plus as more of the command',
      turns: [GREETED, dialer('a IDLE\r\n'), answerer('+ idling\r\n'), dialer('DONE\r\n'), dialer('b NOOP\r\n')],
      items: [
        'greeting "* OK mx\\r\\n"',
        'command "a IDLE\\r\\n" a IDLE',
        'response "+ idling\\r\\n" + ',
        'more "DONE\\r\\n"',
        'command "b NOOP\\r\\n" b NOOP',
      ],
    },
    {
      title: 'a new command after a literal that was refused',
      turns: [GREETED, dialer('a APPEND x {9}\r\n'), answerer('a NO\r\n'), dialer('b NOOP\r\n')],
      items: [
        'greeting "* OK mx\\r\\n"',
        'command "a APPEND x {9}\\r\\n" a APPEND',
        'response "a NO\\r\\n" a APPEND',
        'command "b NOOP\\r\\n" b NOOP',
      ],
    },
  ]
  for (const { title, turns, items } of dialogs)
    it(`shows ${title}`, () => {
      for (const chunkBytes of CHUNK_SIZES_BYTES) assert.deepEqual(shown(turns, chunkBytes), items)
    })

  const nothing = deviceOf(item => item.text)

  it('loses no byte of anything', () => {
    assertDialog(nothing, [
      answerer('* OK\r\n'),
      dialer('a APPEND x {3}\r\nab\n {2+}\r\n\0\xff\r\n\r\n\n'),
      answerer('* 1 FETCH {3}\r\nabc\r\n\0\n'),
      dialer('un', ''),
      fin('dialer', 'un[fin]'),
      answerer('* 2 FETCH {30}\r\nabc', ''),
      fin('answerer', '* 2 FETCH {30}\r\nabc[fin]'),
    ])
  })

  it('lets go of what it held too long, and of what is too long to hold', () => {
    assertDialog(nothing, [dialer('a NO', ''), timer('a NO'), dialer('OP\r\n')])
    const long = `* 1 FETCH {3000000}\r\n${'x'.repeat(3_000_000)}\r\n`
    assert.equal(hears(nothing, [answerer(long)], 1460).dialer, long)
  })

  const answers = deviceOf(item =>
    item.kind === 'command' && item.verb === 'X' ? { answer: `${item.tag} BAD no\r\n` } : item.text,
  )

  it('answers in its own words and keeps the command from the answerer, with its literal', () => {
    assertDialog(answers, [
      GREETED,
      dialer('a X\r\n', '', 'a BAD no\r\n'),
      dialer('b X {3+}\r\nabc d\r\n', '', 'b BAD no\r\n'),
      dialer('c X {3}\r\n', '', 'c BAD no\r\n'),
      dialer('d NOOP\r\n'),
    ])
  })

  it('does not answer in the middle of a response', () => {
    assertDialog(answers, [
      GREETED,
      answerer('* 1 FETCH {3}\r\na', ''),
      dialer('a X\r\n', ''),
      answerer('bc)\r\n', '* 1 FETCH {3}\r\nabc)\r\na BAD no\r\n'),
    ])
  })

  const shouts = deviceOf(item => item.text.toUpperCase())

  it('leaves alone what follows STARTTLS and COMPRESS that were agreed to, and no other', () => {
    for (const verb of ['STARTTLS', 'COMPRESS DEFLATE'])
      assertDialog(shouts, [
        answerer('* OK\r\n'),
        dialer(`A ${verb}\r\n`),
        answerer('A OK\r\n'),
        dialer('\x16abc\n'),
        answerer('abc\r\n'),
      ])
    assertDialog(shouts, [
      answerer('* OK\r\n'),
      dialer('A STARTTLS\r\n'),
      answerer('A NO\r\n'),
      dialer('b\r\n', 'B\r\n'),
    ])
    assertDialog(shouts, [dialer('\x16\x03abc'), answerer('abc')])
  })
})
