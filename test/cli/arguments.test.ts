import assert from 'node:assert/strict'
import { parseLifeMs, parsePort, parsePorts } from '../../cli/arguments.ts'
import { UsageError } from '../../cli/exit.ts'

describe('cli/arguments', () => {
  it('takes a port from 1 to 65535', () => {
    assert.deepEqual(['1', '25', '65535'].map(parsePort), [1, 25, 65535])
  })

  for (const text of ['', '0', '65536', '100000', '-25', '+25', '2.5', '1e3', '0x19', 'smtp', '25 ', '\u0662'])
    it(`says that ${JSON.stringify(text)} is no port`, () => {
      assert.throws(() => parsePort(text), {
        name: UsageError.name,
        message: `'${text}' is no port; a port is a number from 1 to 65535`,
      })
    })

  it('takes ports with commas between, each once, in order of naming', () => {
    assert.deepEqual(parsePorts('587, 25,587 ,465'), [587, 25, 465])
    assert.deepEqual(parsePorts('25'), [25])
  })

  it('says which of several ports is none', () => {
    for (const [text, part] of [
      ['25,,587', ''],
      ['25,', ''],
      ['25,mail', 'mail'],
      ['', ''],
    ] as const)
      assert.throws(() => parsePorts(text), { message: new RegExp(`^'${part}' is no port`) })
  })

  it('takes a time with its unit', () => {
    assert.deepEqual(
      ['90s', '30m', '2h', '1d', '30d'].map(parseLifeMs),
      [90_000, 1_800_000, 7_200_000, 86_400_000, 2_592_000_000],
    )
  })

  for (const text of ['', '0s', '2', 'h', '-1h', '2 h', '1.5h', '2H', '2w', '1234567s'])
    it(`says that ${JSON.stringify(text)} is no time`, () => {
      assert.throws(() => parseLifeMs(text), {
        name: UsageError.name,
        message: `'${text}' is no time; write a number and its unit: 90s, 30m, 2h, 1d`,
      })
    })

  it('takes no longer life than 30 days', () => {
    for (const text of ['31d', '721h', '999999m'])
      assert.throws(() => parseLifeMs(text), {
        name: UsageError.name,
        message: `'${text}' is too long; a pairing code is good for 30 days at most`,
      })
  })
})
