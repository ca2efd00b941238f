/** Device `subject-tag`: the tag of FACTS N7 on what a filter of N1 dislikes. */
import { subjectTag } from '../../../src/middlebox/devices/subject-tag.ts'
import { assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED, SPAM } from '../samples.ts'

describe('middlebox subject-tag', () => {
  const spam = `To: a@b\r\nSubject: Hello\r\n\r\n${SPAM}\r\n.\r\n`

  it('tags the subject of a message that carries the spam test', () => {
    assertDialog(subjectTag, [...GREETED, ...DATA, dialer(spam, spam.replace('Hello', '***SPAM*** Hello'))])
  })

  it('leaves a near miss alone', () => {
    assertDialog(subjectTag, [...GREETED, ...DATA, dialer(spam.replace('UBE', 'UBF').replace('UBE', 'UBF'))])
  })
})
