/** Following POP3: what is shown as what, and who hears it. */
import assert from 'node:assert/strict'
import type { Device } from '../../src/middlebox/device.ts'
import { heldRelay } from '../../src/middlebox/held-relay.ts'
import { type Pop3Item, type Pop3Rewrite, pop3Follower } from '../../src/middlebox/pop3-stream.ts'
import { answerer, assertDialog, CHUNK_SIZES_BYTES, dialer, fin, hears, type Turn } from './dialog.ts'

function deviceOf(rewrite: Pop3Rewrite): Device {
  return { name: 'test', description: '', open: () => heldRelay(pop3Follower(rewrite)) }
}

function shown(turns: readonly Turn[], chunkBytes: number): readonly string[] {
  const items: string[] = []
  const note = ({ kind, text, ...more }: Pop3Item): string => {
    items.push([kind, text.trim(), ...Object.values(more)].join(':'))
    return text
  }
  hears(deviceOf(note), turns, chunkBytes)
  return items
}

const GREETED = answerer('+OK mx\r\n')

describe('middlebox pop3-stream', () => {
  const dialogs: readonly {
    readonly title: string
    readonly turns: readonly Turn[]
    readonly items: readonly string[]
  }[] = [
    {
      title: 'answers of many lines',
      turns: [
        GREETED,
        dialer('capa\r\n'),
        answerer('+OK\r\nTOP\r\n..\r\n.\r\n'),
        dialer('RETR 1\r\n'),
        answerer('+OK\r\nx\r\n.\r\n'),
      ],
      items: [
        ...['greeting:+OK mx', 'command:capa:CAPA:', 'status:+OK:CAPA', 'line:TOP:CAPA', 'line:..:CAPA', 'end:.:CAPA'],
        ...['command:RETR 1:RETR:1', 'status:+OK:RETR', 'line:x:RETR', 'end:.:RETR'],
      ],
    },
    {
      title: 'answers of one line, also of commands that may have many',
      turns: [GREETED, dialer('LIST 1\r\nUIDL\r\nSTAT\r\n'), answerer('+OK 1 9\r\n-ERR no\r\n+OK 1 9\r\n')],
      items: [
        ...['greeting:+OK mx', 'command:LIST 1:LIST:1', 'command:UIDL:UIDL:', 'command:STAT:STAT:'],
        ...['status:+OK 1 9:LIST', 'status:-ERR no:UIDL', 'status:+OK 1 9:STAT'],
      ],
    },
    {
      title: 'an exchange of AUTH',
      turns: [
        GREETED,
        dialer('AUTH LOGIN\r\n'),
        answerer('+ VX\r\n'),
        dialer('YWJj\r\n'),
        answerer('+OK\r\n'),
        dialer('STAT\r\n'),
      ],
      items: [
        ...['greeting:+OK mx', 'command:AUTH LOGIN:AUTH:LOGIN', 'status:+ VX:AUTH', 'auth:YWJj', 'status:+OK:AUTH'],
        'command:STAT:STAT:',
      ],
    },
  ]
  for (const { title, turns, items } of dialogs)
    it(`shows ${title}`, () => {
      for (const chunkBytes of CHUNK_SIZES_BYTES) assert.deepEqual(shown(turns, chunkBytes), items)
    })

  it('loses no byte of anything', () => {
    const nothing = deviceOf(item => item.text)
    assertDialog(nothing, [
      answerer('+OK\r\n'),
      dialer('\r\n\n\0 x\r\n'),
      answerer('-ERR\r\nnoise\n'),
      dialer(`${'x'.repeat(9000)}\r\n`),
      dialer('un', ''),
      fin('dialer', 'un[fin]'),
      answerer('+O', ''),
      fin('answerer', '+O[fin]'),
    ])
  })

  it('gives its own answers in the order of the commands', () => {
    const answers = deviceOf(item =>
      item.kind === 'command' && item.verb === 'X' ? { answer: '-ERR mine\r\n' } : item.text,
    )
    assertDialog(answers, [
      GREETED,
      dialer('X\r\n', '', '-ERR mine\r\n'),
      dialer('RETR 1\r\nX\r\nNOOP\r\n', 'RETR 1\r\nNOOP\r\n'),
      answerer('+OK\r\na\r\n'),
      answerer('.\r\n+OK\r\n', '.\r\n-ERR mine\r\n+OK\r\n'),
    ])
  })

  it('leaves alone what follows an agreed STLS, and what begins with TLS', () => {
    const shouts = deviceOf(item => item.text.toUpperCase())
    const begun = [answerer('+OK\r\n'), dialer('STLS\r\n')]
    assertDialog(shouts, [...begun, answerer('+OK\r\n'), dialer('\x16abc\n'), answerer('abc\n')])
    assertDialog(shouts, [...begun, answerer('-ERR\r\n'), dialer('a\r\n', 'A\r\n')])
    assertDialog(shouts, [dialer('\x16\x03abc\n'), answerer('abc\n')])
  })
})
