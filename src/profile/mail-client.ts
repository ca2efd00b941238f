/** The profile `mail-client`, as text. */
export const mailClient = `# What a mail program of a user needs to reach.
name: mail-client
version: "1"
source: RFC 6409 (submission), RFC 8314 (TLS from the start), RFC 9051 (IMAP)
rows:
  - direction: incoming
    transport: tcp
    ports: 25
    protocol: smtp
    why: mail from old programs that do not know submission
  - direction: incoming
    transport: tcp
    ports: 143
    protocol: imap
    why: mailboxes; IMAP, also after STARTTLS
  - direction: incoming
    transport: tcp
    ports: 465
    protocol: smtps
    why: mail from users; submission inside TLS
  - direction: incoming
    transport: tcp
    ports: 587
    protocol: smtp
    why: mail from users; submission
  - direction: incoming
    transport: tcp
    ports: 993
    protocol: imaps
    why: mailboxes; IMAP inside TLS
`
