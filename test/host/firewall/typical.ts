/** Rulesets of common firewalls in the form that the tools print; shortened, without handles and counters. */
import { nft } from './packets.ts'

/** firewalld 1.3, zone public with ssh and smtp. */
export const firewalld = nft(`
{"table": {"family": "inet", "name": "firewalld"}}
{"chain": {"family": "inet", "table": "firewalld", "name": "mangle_PREROUTING", "type": "filter", "hook": "prerouting", "prio": -140, "policy": "accept"}}
{"chain": {"family": "inet", "table": "firewalld", "name": "filter_INPUT", "type": "filter", "hook": "input", "prio": 10, "policy": "accept"}}
{"chain": {"family": "inet", "table": "firewalld", "name": "filter_INPUT_ZONES"}}
{"chain": {"family": "inet", "table": "firewalld", "name": "filter_IN_public"}}
{"chain": {"family": "inet", "table": "firewalld", "name": "filter_IN_public_allow"}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "mangle_PREROUTING", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "nfproto"}}, "right": "ipv6"}}, {"match": {"op": "==", "left": {"fib": {"result": "oif", "flags": ["saddr", "mark", "iif"]}}, "right": false}}, {"drop": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT", "expr": [{"match": {"op": "==", "left": {"ct": {"key": "state"}}, "right": {"set": ["established", "related"]}}}, {"accept": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT", "expr": [{"match": {"op": "in", "left": {"ct": {"key": "status"}}, "right": "dnat"}}, {"accept": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "lo"}}, {"accept": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT", "expr": [{"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": "invalid"}}, {"drop": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT", "expr": [{"jump": {"target": "filter_INPUT_ZONES"}}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT", "expr": [{"reject": {"type": "icmpx", "expr": "admin-prohibited"}}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT_ZONES", "expr": [{"vmap": {"key": {"meta": {"key": "iifname"}}, "data": {"set": [["eth0", {"goto": {"target": "filter_IN_public"}}], ["eth1", {"drop": null}]]}}}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_INPUT_ZONES", "expr": [{"goto": {"target": "filter_IN_public"}}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_IN_public", "expr": [{"jump": {"target": "filter_IN_public_allow"}}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_IN_public", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": {"set": ["icmp", "ipv6-icmp"]}}}, {"accept": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_IN_public_allow", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 22}}, {"accept": null}]}}
{"rule": {"family": "inet", "table": "firewalld", "chain": "filter_IN_public_allow", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 25}}, {"accept": null}]}}`)

/** fail2ban's action nftables, with two banned addresses. */
export const fail2ban = nft(`
{"table": {"family": "inet", "name": "f2b-table"}}
{"set": {"family": "inet", "name": "addr-set-postfix", "table": "f2b-table", "type": "ipv4_addr", "elem": ["192.0.2.7", "198.51.100.99"]}}
{"chain": {"family": "inet", "table": "f2b-table", "name": "f2b-chain", "type": "filter", "hook": "input", "prio": -1, "policy": "accept"}}
{"rule": {"family": "inet", "table": "f2b-table", "chain": "f2b-chain", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [25, 465, 587]}}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@addr-set-postfix"}}, {"reject": {"type": "icmp", "expr": "port-unreachable"}}]}}`)

/** Docker with a container that publishes port 25. */
export const docker = nft(`
{"table": {"family": "ip", "name": "nat"}}
{"chain": {"family": "ip", "table": "nat", "name": "DOCKER"}}
{"chain": {"family": "ip", "table": "nat", "name": "PREROUTING", "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}}
{"chain": {"family": "ip", "table": "nat", "name": "OUTPUT", "type": "nat", "hook": "output", "prio": -100, "policy": "accept"}}
{"chain": {"family": "ip", "table": "nat", "name": "POSTROUTING", "type": "nat", "hook": "postrouting", "prio": 100, "policy": "accept"}}
{"rule": {"family": "ip", "table": "nat", "chain": "DOCKER", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "docker0"}}, {"return": null}]}}
{"rule": {"family": "ip", "table": "nat", "chain": "DOCKER", "expr": [{"match": {"op": "!=", "left": {"meta": {"key": "iifname"}}, "right": "docker0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 25}}, {"dnat": {"addr": "172.17.0.2", "port": 25}}]}}
{"rule": {"family": "ip", "table": "nat", "chain": "PREROUTING", "expr": [{"match": {"op": "==", "left": {"fib": {"result": "type", "flags": ["daddr"]}}, "right": "local"}}, {"jump": {"target": "DOCKER"}}]}}
{"rule": {"family": "ip", "table": "nat", "chain": "OUTPUT", "expr": [{"match": {"op": "!=", "left": {"payload": {"protocol": "ip", "field": "daddr"}}, "right": {"prefix": {"addr": "127.0.0.0", "len": 8}}}}, {"match": {"op": "==", "left": {"fib": {"result": "type", "flags": ["daddr"]}}, "right": "local"}}, {"jump": {"target": "DOCKER"}}]}}
{"rule": {"family": "ip", "table": "nat", "chain": "POSTROUTING", "expr": [{"match": {"op": "!=", "left": {"meta": {"key": "oifname"}}, "right": "docker0"}}, {"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "172.17.0.0", "len": 16}}}}, {"masquerade": null}]}}`)

/** ufw 0.36 on iptables-nft: what iptables-nft-save printed. */
export const ufwSaved = `# Generated by iptables-nft-save v1.8.9 (nf_tables) on Tue Nov 24 07:59:05 2026
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:ufw-after-input - [0:0]
:ufw-before-input - [0:0]
:ufw-not-local - [0:0]
:ufw-reject-input - [0:0]
:ufw-user-input - [0:0]
-A INPUT -j ufw-before-input
-A INPUT -j ufw-after-input
-A INPUT -j ufw-reject-input
-A ufw-after-input -p udp -m udp --dport 137 -j DROP
-A ufw-before-input -i lo -j ACCEPT
-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ufw-before-input -m conntrack --ctstate INVALID -j DROP
-A ufw-before-input -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A ufw-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT
-A ufw-before-input -j ufw-not-local
-A ufw-before-input -j ufw-user-input
-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
-A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
-A ufw-not-local -j DROP
-A ufw-reject-input -p tcp -m tcp --dport 113 -j REJECT --reject-with tcp-reset
-A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource
-A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource -j DROP
-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
-A ufw-user-input -p tcp -m multiport --dports 25,80,443 -m comment --comment "\\'dapp_Mail\\'" -j ACCEPT
COMMIT
`

/** A part of the same as nft prints it: names of extensions, not what they are told. */
export const ufwListed = nft(`
{"table": {"family": "ip", "name": "filter"}}
{"chain": {"family": "ip", "table": "filter", "name": "INPUT", "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}
{"chain": {"family": "ip", "table": "filter", "name": "ufw-user-input"}}
{"rule": {"family": "ip", "table": "filter", "chain": "INPUT", "expr": [{"xt": {"type": "match", "name": "conntrack"}}, {"accept": null}]}}
{"rule": {"family": "ip", "table": "filter", "chain": "INPUT", "expr": [{"jump": {"target": "ufw-user-input"}}]}}
{"rule": {"family": "ip", "table": "filter", "chain": "INPUT", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 113}}, {"xt": {"type": "target", "name": "REJECT"}}]}}
{"rule": {"family": "ip", "table": "filter", "chain": "ufw-user-input", "expr": [{"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "tcp"}}, {"xt": {"type": "match", "name": "multiport"}}, {"xt": {"type": "match", "name": "comment"}}, {"accept": null}]}}`)
