/** What a profile says, and what is said of a wrong one: line, column, and what was expected. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { ProfileError } from '../../src/profile/problem.ts'
import { LARGEST_PROFILE_BYTES, parseProfile } from '../../src/profile/profile.ts'

const head = 'name: mine\nversion: 1.10\nsource: a ticket\nrows:\n'

/** A profile with these rows in flow style, one a line; the first is line 5. */
function withRows(...rows: string[]): string {
  return head + rows.map(row => `  - {${row}}\n`).join('')
}

function errorsOf(text: string): string[] {
  try {
    parseProfile(text, 'f.yaml')
  } catch (error) {
    assert.ok(error instanceof ProfileError)
    return error.message.split('\n')
  }
  return []
}

const good = 'direction: incoming, transport: tcp, ports: 25, protocol: smtp, why: mail'
const icmp = 'direction: both, transport: icmp, why: x'

/** `at` is the part of the row that the problem stands at, null for the row itself. */
const wrongRows: readonly {
  readonly what: string
  readonly row: string
  readonly at: string | null
  readonly text: RegExp
}[] = [
  {
    what: 'an unknown key',
    row: `${good}, colour: red`,
    at: 'colour',
    text: /^expected one of the keys of a row \(direction, .*\), found 'colour'$/,
  },
  {
    what: 'a mistyped key',
    row: good.replace('ports', 'port'),
    at: 'port: ',
    text: / found 'port' \(did you mean 'ports'\?\)$/,
  },
  { what: 'a key twice', row: `${good}, why : x`, at: 'why :', text: /^expected 'why' once; line 5 has it already$/ },
  {
    what: 'a key that is a list',
    row: `${good}, ? [a] : x`,
    at: '[a]',
    text: /^expected one of the keys of a row .*, found a list$/,
  },
  {
    what: 'a direction',
    row: good.replace('incoming', 'in'),
    at: 'in,',
    text: /^expected incoming, outgoing or both, found 'in'$/,
  },
  {
    what: 'a transport',
    row: good.replace('tcp', 'TCP'),
    at: 'TCP',
    text: /^expected tcp, udp or icmp, found 'TCP' \(did you mean 'tcp'\?\)$/,
  },
  {
    what: 'a protocol',
    row: good.replace('smtp', 'smpt'),
    at: 'smpt',
    text: /^expected smtp, .* or echo, found 'smpt' \(did you mean 'smtp'\?\)$/,
  },
  { what: 'a port of 0', row: good.replace('25', '0'), at: '0', text: /^expected ports from 1 to 65535, found '0'$/ },
  {
    what: 'a port above all',
    row: good.replace('25', '65536'),
    at: '65536',
    text: /^expected ports from 1 to 65535, found '65536'$/,
  },
  {
    what: 'a port in words',
    row: good.replace('25', 'web'),
    at: 'web',
    text: /^expected a port, a range "a-b", or a list .*, found 'web'$/,
  },
  {
    what: 'a port with a fraction',
    row: good.replace('25', '2.5'),
    at: '2.5',
    text: /^expected a port, .*, found '2\.5'$/,
  },
  {
    what: 'a range backwards',
    row: good.replace('25', '30-20'),
    at: '30-20',
    text: /^expected the smaller port first: 20-30, found '30-20'$/,
  },
  {
    what: 'an empty list of ports',
    row: good.replace('25', '[]'),
    at: '[]',
    text: /^expected one port at least, found an empty list$/,
  },
  {
    what: 'a list inside the list',
    row: good.replace('25', '[1, [2]]'),
    at: '[2]',
    text: /^expected a port, .*, found a list$/,
  },
  {
    what: 'no reason',
    row: good.replace('mail', '""'),
    at: '""',
    text: /^expected what the port is needed for, found nothing$/,
  },
  { what: 'an alias', row: good.replace('25', '*p'), at: '*p', text: /^expected a port, .*, found an alias$/ },
  { what: 'no ports', row: good.replace('ports: 25, ', ''), at: null, text: /^expected 'ports' in a row of tcp: / },
  {
    what: 'no direction',
    row: good.replace('direction: incoming, ', ''),
    at: null,
    text: /^expected 'direction' in a row: incoming, outgoing or both, /,
  },
  {
    what: 'SMTP over UDP',
    row: good.replace('tcp', 'udp'),
    at: 'smtp',
    text: /^expected a protocol that udp can carry: dns, ntp, pyzor or echo; found 'smtp'$/,
  },
  {
    what: 'NTP over TCP',
    row: good.replace('smtp', 'ntp'),
    at: 'ntp',
    text: /^expected a protocol that tcp can carry: .*; found 'ntp'$/,
  },
  {
    what: 'a port of ICMP',
    row: `${icmp}, ports: 7`,
    at: '7',
    text: /^expected no ports with icmp, which has none; found '7'$/,
  },
  {
    what: 'a protocol in ICMP',
    row: `${icmp}, protocol: dns`,
    at: 'dns',
    text: /^expected a protocol that icmp can carry: echo; found 'dns'$/,
  },
  {
    what: 'a port twice',
    row: good.replace('25', '[20-30, 25]'),
    at: null,
    text: /^expected each port once .*, found tcp 25 \(incoming\) twice in this row$/,
  },
]

const wrongTexts: readonly (readonly [what: string, text: string, line: RegExp])[] = [
  ['an empty text', '', /^f\.yaml:1:1: expected a profile \(name, version, source, rows\), found nothing$/],
  ['a list', '- a\n', /^f\.yaml:1:1: expected a profile .*, found a list$/],
  [
    'no version',
    'name: a\nsource: b\nrows:\n  - {direction: both, transport: icmp, why: x}\n',
    /:1:1: expected 'version' in a profile: /,
  ],
  ['no rows', `${head}  []\n`, /:5:3: expected a list of rows, .*, found an empty list$/],
  ['rows that are text', `${head}  none\n`, /:5:3: expected a list of rows, .*, found 'none'$/],
  ['a row that is text', `${head}  - smtp\n`, /:5:5: expected a row \(direction, .*\), found 'smtp'$/],
  ['a tab', 'name: a\n\tversion: b\n', /:2:1: expected spaces as indentation, found a tab$/],
  ['a colon in a value', 'name: a: b\n', /:1:7: expected one `key: value` on a line; /],
  ['two documents', `${withRows(good)}---\nname: b\n`, /:6:1: expected one document; /],
  ['a tag', 'name: !!binary aGk=\n', /:1:7: expected a value without a tag/],
  ['an open bracket', 'name: [a\n', /:\d+:\d+: expected /],
  ['a control character', 'name: "\u001b[2J"\n', /:1:8: expected readable text, found the character U\+001B$/],
  ['a mark that turns the writing', 'name: a\u202eb\n', /:1:8: expected readable text, found the character U\+202E$/],
  ['a merge', withRows(`<<: *x, ${good}`), /:5:6: expected one of the keys of a row .*, found '<<'$/],
]

describe('profile/profile', () => {
  it('reads name, version as text, source, and a row for each port and direction, incoming first', () => {
    const profile = parseProfile(
      withRows(
        'direction: both, transport: icmp, why: ping',
        'direction: both, transport: tcp, ports: [587, 10045-10046], why: "  any\n      bytes "',
        'direction: incoming, transport: udp, ports: 53, protocol: dns, why: names',
      ),
      'f.yaml',
    )
    assert.deepEqual([profile.name, profile.version, profile.source], ['mine', '1.10', 'a ticket'])
    assert.deepEqual(
      profile.rows.map(({ row, why }) => `${row.direction} ${row.transport} ${row.port} ${row.protocol}: ${why}`),
      [
        'incoming tcp 587 echo: any bytes',
        'incoming tcp 10045 echo: any bytes',
        'incoming tcp 10046 echo: any bytes',
        'incoming udp 53 dns: names',
        'incoming icmp 0 echo: ping',
        'outgoing tcp 587 echo: any bytes',
        'outgoing tcp 10045 echo: any bytes',
        'outgoing tcp 10046 echo: any bytes',
        'outgoing icmp 0 echo: ping',
      ],
    )
  })

  it('takes POP3 in clear and inside TLS over a connection, and not in datagrams', () => {
    const rows = [
      'direction: incoming, transport: tcp, ports: 110, protocol: pop3, why: mailboxes',
      'direction: incoming, transport: tcp, ports: 995, protocol: pop3s, why: mailboxes',
    ]
    const profile = parseProfile(withRows(...rows), 'f.yaml')
    assert.deepEqual(
      profile.rows.map(({ row }) => [row.port, row.protocol]),
      [
        [110, 'pop3'],
        [995, 'pop3s'],
      ],
    )
    const inDatagrams = errorsOf(withRows((rows[0] ?? '').replace('tcp', 'udp'))).join(' ')
    assert.match(inDatagrams, /a protocol that udp can carry: .*found 'pop3'/)
  })

  it('takes the line ends and the mark of Windows', () => {
    assert.equal(parseProfile(`\ufeff${withRows(good).replaceAll('\n', '\r\n')}`, 'f').rows.length, 1)
  })

  for (const { what, row, at, text } of wrongRows) {
    it(`tells the place of ${what}`, () => {
      const errors = errorsOf(withRows(row))
      assert.equal(errors.length, 1, errors.join('\n'))
      const column = at === null ? '  - {'.length : `  - {${row}`.lastIndexOf(at) + 1
      const [place, rest] = [
        errors[0]?.slice(0, `f.yaml:5:${column}: `.length),
        errors[0]?.slice(`f.yaml:5:${column}: `.length),
      ]
      assert.equal(place, `f.yaml:5:${column}: `)
      assert.match(rest ?? '', text)
    })
  }

  for (const [what, text, line] of wrongTexts) {
    it(`tells what was expected instead of ${what}`, () => {
      const told = errorsOf(text).map(it => it.replace(/ \(the first of \d+ errors\)$/, ''))
      assert.ok(
        told.some(it => line.test(it)),
        told.join('\n'),
      )
    })
  }

  it('names both lines of a port that stands in two rows, once for all that they share', () => {
    const errors = errorsOf(
      withRows(
        'direction: both, transport: tcp, ports: 20-30, why: a',
        'direction: incoming, transport: udp, ports: 25, why: b',
        'direction: outgoing, transport: tcp, ports: [8, 25-40], why: c',
      ),
    )
    assert.deepEqual(errors, [
      'f.yaml:7:5: expected each port once for a direction and transport, found tcp 25-30 (outgoing) again: the row of line 5 has it already',
    ])
  })

  it('tells all problems in order of place, the first line counting them, and stops at 20', () => {
    const two = errorsOf(withRows(good.replace('25', '0'), good, good.replace('tcp', 'tcpp')))
    assert.match(two.join('\n'), /^f\.yaml:5:50: .*, found '0' \(the first of 2 errors\)\nf\.yaml:7:38: .*'tcpp'.*$/)
    const many = errorsOf(withRows(`direction: both, transport: tcp, ports: [${'0, '.repeat(30)}], why: x`))
    assert.equal(many.length, 21)
    assert.equal(many.at(-1), 'f.yaml: and 10 more')
  })

  it('takes 1024 rows, and refuses more at the largest entry without writing them out', () => {
    const rows = (last: number) => withRows(good, `direction: both, transport: udp, ports: 1-${last}, why: x`)
    assert.equal(parseProfile(rows(511), 'f').rows.length, 1023)
    assert.match(errorsOf(rows(65535)).join('\n'), /^f\.yaml:6:5: expected at most 1024 rows .*, found 131071 in all$/)
  })

  it('refuses a text of more than 256 KiB unread', () => {
    const long = `${withRows(good)}#${'x'.repeat(LARGEST_PROFILE_BYTES)}`
    assert.deepEqual(errorsOf(long), ['f.yaml:1:1: expected a profile of at most 256 KiB, found a longer text'])
  })

  it('lets no text of others through that a terminal would obey', () => {
    const [line] = errorsOf(withRows(good.replace('tcp', '"\\e[2J\\n"')))
    assert.match(line ?? '', /found '\\u\{1b\}\[2J'$/)
  })

  it('ends soon, and with an error of its own, whatever is nested or repeated', () => {
    const bombs = ['[', '- ', '? ', '\t- @\n', '[{a: '].map(it => it.repeat(10_000))
    const laughs = `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nname: *c\n`
    for (const text of [...bombs, laughs]) assert.ok(errorsOf(text).length > 0)
  }).timeout(10_000)

  it('gives a profile or an error of its own for any text', () => {
    const pieces = fc.constantFrom(
      ...'{}[],:-&*!|>\'"#%@`\n \t?~'.split(''),
      'rows',
      'ports',
      '25',
      '\n  - ',
      good,
      head,
    )
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces).map(it => it.join('')),
    )
    fc.assert(
      fc.property(texts, text => {
        errorsOf(text)
        errorsOf(head + text)
      }),
      { numRuns: 60 },
    )
  })
})
