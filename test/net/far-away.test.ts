/** Paths that are slow or lose packets are clean paths. */
import type { LinkOptions } from '../../bench/delaylink.ts'
import { openDelayedWorld } from '../support/netns.ts'
import { needNamespaces } from '../support/netns-needs.ts'
import { checkBoth } from '../support/netns-programs.ts'
import { assertClean } from '../support/netns-reports.ts'

const cases: readonly { readonly title: string; readonly link: LinkOptions }[] = [
  { title: 'with a round trip of 50 ms', link: { delayMs: 25 } },
  { title: 'by satellite, with a round trip of 600 ms', link: { delayMs: 300 } },
  {
    title: 'that loses 1 % of all packets and delays the others by turns',
    link: { delayMs: 5, jitterMs: 20, lossPercent: 1 },
  },
]

describe('a path', function () {
  this.timeout(120_000)
  before(function () {
    needNamespaces(this)
  })

  for (const { title, link } of cases) {
    it(`${title} is intact`, async () => {
      const world = await openDelayedWorld(link)
      try {
        assertClean(await checkBoth(world, ['--smtp', '25']))
      } finally {
        await world.close()
      }
    })
  }
})
