/** Both address families in one run, each over a control connection of its own. */
import assert from 'node:assert/strict'
import { loopbackAddresses } from '../../src/demo/ports.ts'
import { runThrough } from '../support/world.ts'

describe('story: both address families', () => {
  it('give a row each for every port and direction, all intact on a clean path', async function () {
    const addresses = await loopbackAddresses()
    if (!addresses.includes('::1')) {
      process.stdout.write('    skipped: this host has no ::1\n')
      this.skip()
    }
    const { report, tapes } = await runThrough({ device: 'none', addresses })
    assert.deepEqual([report.verdict, report.findings, report.untested], ['intact', [], []])
    assert.deepEqual(
      report.ports.map(it => `${it.direction} ${it.family} ${it.protocol} ${it.verdict}`).sort(),
      ['incoming', 'outgoing'].flatMap(direction =>
        [4, 6].flatMap(family => ['echo', 'smtp'].map(protocol => `${direction} ${family} ${protocol} intact`)),
      ),
    )
    assert.deepEqual(report.run.families, [
      { family: 4, address: '127.0.0.1', tested: true, reason: null, clientSeenAs: '127.0.0.1' },
      { family: 6, address: '::1', tested: true, reason: null, clientSeenAs: '::1' },
    ])
    for (const { head } of tapes) {
      const address = head.family === 4 ? '127.0.0.1' : '::1'
      assert.deepEqual([head.local?.address, head.remote?.address], [address, address])
    }
  })
})
