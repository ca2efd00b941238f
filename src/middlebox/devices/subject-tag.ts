/** A spam filter that marks what it does not like: a gateway of FACTS N1, with the default tag of N7. */
import type { Device } from '../device.ts'
import { holdMessages, tagSubject, wholeOf } from '../held-message.ts'
import { onMail } from '../mail-box.ts'
import { carriesSpam } from '../signatures.ts'

const TAG = '***SPAM***'

export const subjectTag: Device = {
  name: 'subject-tag',
  description: 'Puts ***SPAM*** before the subject of a message that carries the spam test GTUBE (FACTS N1, N7).',
  open: onMail(() => {
    const hold = holdMessages(message => wholeOf(carriesSpam(message.body) ? tagSubject(message, TAG) : message))
    return { smtp: item => hold(item) ?? item.text }
  }),
}
