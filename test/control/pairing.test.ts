import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { toCrockford } from '../../src/control/crockford.ts'
import { ControlError, PairingError } from '../../src/control/errors.ts'
import {
  decodePairing,
  encodePairing,
  isExpired,
  mintPairing,
  type Pairing,
  pskIdentityOf,
  pskOf,
  seedOf,
} from '../../src/control/pairing.ts'

const now = new Date('2026-11-05T10:00:00Z')
const counting = (count: number) => Uint8Array.from({ length: count }, (_, n) => n + 1)

function mint(more: Partial<Parameters<typeof mintPairing>[0]> = {}): Pairing {
  const options = {
    controlPorts: [30443],
    addresses: ['192.0.2.25', '2001:db8::25'],
    lifeMs: 7_200_000,
    now,
    random: counting,
  }
  return mintPairing({ ...options, ...more })
}

function messageOf(text: string): string {
  try {
    decodePairing(text)
    return 'a pairing'
  } catch (error) {
    assert(error instanceof PairingError, String(error))
    assert.doesNotMatch(error.message, /\n/)
    return error.message
  }
}

/** A code whose payload has the right checksum, whatever it says. */
function codeOf(payload: Uint8Array): string {
  return `pp1-${toCrockford(Buffer.concat([payload, createHash('sha256').update(payload).digest().subarray(0, 4)]))}`
}

describe('pairing', () => {
  const code = encodePairing(mint())

  it('is one word that begins with pp1-', () => {
    assert.match(code, /^pp1(-[0-9a-hjkmnp-tv-z]{1,5})+$/)
  })

  it('reads back what was written', () => {
    assert.deepEqual(decodePairing(code), mint())
  })

  it('reads back any pairing', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const address = fc.oneof(fc.ipV4(), fc.ipV6())
    const port = fc.integer({ min: 1, max: 65535 })
    fc.assert(
      fc.property(
        fc.array(port, { minLength: 1, maxLength: 15 }),
        fc.array(address, { maxLength: 8 }),
        fc.infiniteStream(byte),
        (controlPorts, addresses, bytes) => {
          const random = (count: number) => Uint8Array.from([...bytes.take(count)])
          const pairing = mint({ controlPorts, addresses, random })
          assert.deepEqual(decodePairing(encodePairing(pairing)), pairing)
        },
      ),
    )
  })

  const spellings: readonly (readonly [string, string])[] = [
    ['in upper case', code.toUpperCase()],
    ['without dashes', code.replaceAll('-', '')],
    ['with a dash too many', code.replaceAll('-', '--')],
    ['with other dashes', code.replaceAll('-', '\u2013')],
    ['broken over lines and indented', `\n  ${code.slice(0, 40)}\n  ${code.slice(40)}\r\n`],
    ['in back-ticks', `\`${code}\``],
    ['with a zero width space', `\u200b${code}`],
    ['with o for 0', code.replaceAll('0', 'o')],
    ['with l and I for 1', code.replace('1', 'l').replaceAll('1', 'I')],
  ]
  for (const [name, text] of spellings) {
    it(`is read ${name}`, () => assert.deepEqual(decodePairing(text), mint()))
  }

  it('says what is wrong and what to do', () => {
    assert.match(messageOf(''), /^no pairing code was given; ask for one/)
    assert.match(messageOf('hunter2'), /^this is not a pairing code; one begins with pp1-/)
    assert.match(messageOf('x'.repeat(100_000)), /^this is not a pairing code/)
    assert.match(
      messageOf(`${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`),
      /is mistyped: its checksum does not fit; copy it again/,
    )
    assert.match(messageOf(code.replace('pp1-', 'pp1-u')), /is mistyped: 'u' never stands in one/)
    assert.match(messageOf(`${code}\u00e9`), /the character U\+00e9 never stands in one/)
    assert.match(messageOf(code.replace('pp1', 'pp2')), /was made by a newer release of pathproof; update/)
    assert.match(messageOf(codeOf(Uint8Array.of(2, 9, 9))), /was made by a newer release/)
    assert.match(messageOf(codeOf(Uint8Array.of(1, 9, 9))), /was made by a newer release/)
    assert.match(messageOf(`${code}22`), /mistyped/)
  })

  it('calls a code that was cut anywhere cut off', () => {
    for (let length = 4; length < code.length; length++)
      assert.match(messageOf(code.slice(0, length)), /is cut off: its end is missing/)
  })

  it('finds any one character that was changed, and any two that changed places', () => {
    const body = code.slice(4).replaceAll('-', '')
    const at = fc.integer({ min: 0, max: body.length - 1 })
    fc.assert(
      fc.property(at, fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), (index, char) => {
        fc.pre(body[index] !== char)
        assert.notEqual(messageOf(`pp1-${body.slice(0, index)}${char}${body.slice(index + 1)}`), 'a pairing')
      }),
    )
    for (let index = 1; index < body.length; index++) {
      const [before = '', after = ''] = body.slice(index - 1, index + 1)
      if (before !== after)
        assert.notEqual(
          messageOf(`pp1-${body.slice(0, index - 1)}${after}${before}${body.slice(index + 1)}`),
          'a pairing',
        )
    }
  })

  it('gives a pairing or a PairingError for any text, and never repeats the text', () => {
    const near = fc
      .array(fc.constantFrom(...code, ' ', 'u', '\n'), { maxLength: 120 })
      .map(chars => `pp1-${chars.join('')}`)
    // Any code point, lone surrogates too; fast-check's own unit for that takes seconds to make.
    const any = fc.array(fc.nat(0x10ffff)).map(points => String.fromCodePoint(...points))
    const wellSummed = fc.uint8Array({ minLength: 1, maxLength: 80 }).map(codeOf)
    fc.assert(fc.property(fc.oneof(any, near), text => void messageOf(text)))
    fc.assert(fc.property(wellSummed, text => void messageOf(text)))
    assert.equal(messageOf(code.slice(0, 60)).includes(code.slice(10, 20)), false)
  })

  it('ends at its second, rounded up', () => {
    const pairing = mint({ lifeMs: 1500 })
    assert.equal(pairing.expiresAt.toISOString(), '2026-11-05T10:00:02.000Z')
    assert.equal(isExpired(pairing, new Date(now.getTime() + 1999)), false)
    assert.equal(isExpired(pairing, new Date(now.getTime() + 2000)), true)
  })

  it('refuses what no code can hold', () => {
    for (const more of [
      { controlPorts: [] },
      { controlPorts: [0] },
      { controlPorts: [70_000] },
      { controlPorts: Array.from({ length: 16 }, () => 1) },
      { addresses: ['mail.example'] },
      { addresses: ['fe80::1%eth0'] },
      { addresses: Array.from({ length: 9 }, () => '192.0.2.1') },
      { lifeMs: Number.NaN },
    ]) {
      assert.throws(() => mint(more), ControlError)
    }
  })

  it('derives key and seed apart, from secret and key id', () => {
    const pairing = mint()
    const other = mint({ random: count => new Uint8Array(randomBytes(count)) })
    const all = [pskOf(pairing), seedOf(pairing), pskOf(other), seedOf(other), pskOf({ ...pairing, keyId: 'x' })]
    assert.deepEqual(
      all.map(bytes => bytes.length),
      [32, 32, 32, 32, 32],
    )
    assert.equal(new Set(all.map(bytes => Buffer.from(bytes).toString('hex'))).size, 5)
    assert.deepEqual(pskOf(decodePairing(code)), pskOf(pairing))
    assert.equal(pskIdentityOf('abc'), 'pathproof/1/abc')
  })

  it('keeps its format: this code must be readable for ever', () => {
    const kept =
      'pp1-04904-0820c-20a08-20c20-a1g71-04gm2-rc1m7-0y43a-xhqw0-xqbr0-00469-0046v-g0000-00000-00000-00015-h54nd-1r'
    assert.equal(code, kept)
  })
})
