/** The profile `mx`, as text. */
export const mx = `# A server that takes and sends mail, and nothing else.
name: mx
version: "1"
source: RFC 5321, section 4.5.4.2
rows:
  - direction: both
    transport: tcp
    ports: 25
    protocol: smtp
    why: mail from and to other servers
`
