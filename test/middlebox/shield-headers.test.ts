/** The headers of mail shields. */
import assert from 'node:assert/strict'
import { shieldHeaders } from '../../src/middlebox/shield-headers.ts'

describe('middlebox shield-headers', () => {
  for (const maker of ['avast!', 'Avast', 'AVG', 'Norton'])
    it(`are those of ${maker} as FACTS H4 has them`, () => {
      assert.match(
        shieldHeaders(maker),
        /^X-Antivirus: (avast!|Avast|AVG|Norton) \(VPS \d+-\d+, [^)]+\), Outbound message\r\nX-Antivirus-Status: Clean\r\n$/,
      )
    })
})
