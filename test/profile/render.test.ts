/** A profile for people. */
import assert from 'node:assert/strict'
import { parseProfile } from '../../src/profile/profile.ts'
import { countsText, renderProfile } from '../../src/profile/render.ts'

const small = parseProfile(
  `name: small
version: 3
source: ticket 7
rows:
  - {direction: both, transport: tcp, ports: 25, protocol: smtp, why: mail}
  - {direction: incoming, transport: tcp, ports: [10045-10047, 10049], why: own}
  - {direction: incoming, transport: icmp, why: size}
`,
  'small',
)

describe('profile/render', () => {
  it('has a section for each direction and a line for each range', () => {
    const lines = renderProfile(small).map(({ indent, text }) => indent + text)
    assert.deepEqual(lines, [
      'small, version 3: 7 rows (TCP 5 incoming and 1 outgoing; ICMP 1 incoming and 0 outgoing)',
      'source: ticket 7',
      '',
      'Incoming (to the server): 6 rows',
      '  TCP   25           smtp  mail',
      '  TCP   10045-10047  echo  own',
      '  TCP   10049        echo  own',
      '  ICMP               echo  size',
      '',
      'Outgoing (from the server): 1 row',
      '  TCP   25  smtp  mail',
    ])
  })

  it('keeps what users wrote out of the indentation', () => {
    const whys = new Set(small.rows.map(({ why }) => why))
    assert.ok(renderProfile(small).every(({ indent }) => [...whys].every(why => !indent.includes(why))))
  })

  it('counts one row as one', () => {
    assert.match(countsText({ ...small, rows: small.rows.slice(0, 1) }), /^1 row \(TCP 1 incoming and 0 outgoing\)$/)
  })
})
