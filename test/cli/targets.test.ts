/** HOST as addresses, by family. */
import assert from 'node:assert/strict'
import { targetsFor } from '../../cli/targets.ts'
import { endAll, runToEnd } from '../support/programs.ts'
import { strangeCode, strangePairing } from '../support/programs-codes.ts'
import { assertRefused } from '../support/programs-words.ts'

describe('cli/targets', () => {
  afterEach(endAll)

  it('takes the addresses in the code, by family, in their order', async () => {
    const pairing = strangePairing({ addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.2'] })
    assert.deepEqual(await targetsFor(undefined, pairing), [
      { family: 4, addresses: ['192.0.2.1', '192.0.2.2'] },
      { family: 6, addresses: ['2001:db8::1'] },
    ])
  })

  it('takes HOST instead, and a family in which it has no address has none', async () => {
    assert.deepEqual(await targetsFor('127.0.0.9', strangePairing({ addresses: ['2001:db8::1'] })), [
      { family: 4, addresses: ['127.0.0.9'] },
      { family: 6, addresses: [] },
    ])
  })

  it('asks for HOST when the code holds no address', async () => {
    await assert.rejects(targetsFor(undefined, strangePairing({ addresses: [] })), {
      name: 'UsageError',
      message: 'the pairing code holds no address; name the mail server: pathproof check HOST',
    })
  })

  it('says that a name cannot be found, and what to do', async () => {
    const ended = await runToEnd(['check', 'no-such-host.invalid'], { env: { PATHPROOF_CODE: strangeCode() } })
    assertRefused(ended, /^pathproof: no-such-host\.invalid: .*; check the spelling, or give an address$/)
  })
})
