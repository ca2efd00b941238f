/** Device `five-keywords`: FACTS N14. */
import { fiveKeywords } from '../../../src/middlebox/devices/five-keywords.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { GREETED } from '../samples.ts'

describe('middlebox five-keywords', () => {
  it('lets five keywords survive, with their parameters and in their order', () => {
    assertDialog(fiveKeywords, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer(
        '250-mx hello\r\n250-starttls\r\n250-DSN\r\n250-SIZE 1000\r\n250-AUTH PLAIN\r\n250-8BITMIME\r\n250-ETRN\r\n250-PIPELINING\r\n250 HELP\r\n',
        '250-mx hello\r\n250-starttls\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250-ETRN\r\n250 PIPELINING\r\n',
      ),
    ])
  })
})
