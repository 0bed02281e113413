/** Addresses that must never be reached, by the block that forbids them. */

/** IPv4 and IPv6 in their plain spelling, as a name server would give them. */
export const PRIVATE_ADDRESSES: readonly (readonly [address: string, block: string])[] = [
  ['0.0.0.0', 'this network, RFC 791'], ['0.0.0.1', 'this network'], ['0.255.255.255', 'this network, last'],
  ['10.0.0.0', 'private, RFC 1918'], ['10.1.2.3', 'private'], ['10.255.255.255', 'private, last'],
  ['100.64.0.0', 'carrier-grade NAT, RFC 6598'], ['100.100.100.200', 'a cloud\'s metadata service'], ['100.127.255.255', 'carrier-grade NAT, last'],
  ['127.0.0.0', 'loopback'], ['127.0.0.1', 'loopback'], ['127.0.0.53', 'a local name server'], ['127.1.2.3', 'loopback'], ['127.255.255.255', 'loopback, last'],
  ['169.254.0.0', 'link-local, RFC 3927'], ['169.254.169.254', 'metadata of most clouds'], ['169.254.170.2', 'metadata of containers'], ['169.254.255.255', 'link-local, last'],
  ['172.16.0.0', 'private'], ['172.17.0.1', 'a container bridge'], ['172.20.10.5', 'private'], ['172.31.255.255', 'private, last'],
  ['192.0.0.0', 'IETF protocols, RFC 6890'], ['192.0.0.192', 'a cloud\'s metadata service'], ['192.0.0.255', 'IETF protocols, last'],
  ['192.0.2.0', 'documentation, RFC 5737'], ['192.0.2.255', 'documentation, last'],
  ['192.88.99.1', '6to4 relay, RFC 7526'], ['192.168.0.0', 'private'], ['192.168.1.1', 'a home router'], ['192.168.255.255', 'private, last'],
  ['198.18.0.0', 'benchmarks, RFC 2544'], ['198.19.255.255', 'benchmarks, last'], ['198.51.100.7', 'documentation'], ['203.0.113.0', 'documentation'], ['203.0.113.255', 'documentation, last'],
  ['224.0.0.1', 'multicast'], ['239.255.255.250', 'multicast'], ['240.0.0.0', 'reserved'], ['255.255.255.254', 'reserved, last'], ['255.255.255.255', 'broadcast'],
  ['168.63.129.16', 'a cloud\'s platform server inside a public block'],
  ['::', 'unspecified'], ['::1', 'loopback'], ['::2', 'IPv4-compatible, deprecated'], ['::127.0.0.1', 'IPv4-compatible'], ['::7f00:1', 'IPv4-compatible'], ['::8.8.8.8', 'IPv4-compatible'],
  ['::ffff:127.0.0.1', 'mapped loopback'], ['::ffff:7f00:1', 'mapped loopback in hexadecimal'], ['::ffff:10.0.0.1', 'mapped private'], ['::ffff:a9fe:a9fe', 'mapped metadata'], ['::ffff:192.168.0.1', 'mapped private'], ['::ffff:0.0.0.0', 'mapped unspecified'],
  ['::ffff:0:127.0.0.1', 'translated, RFC 2765'], ['::ffff:0:808:808', 'translated'],
  ['64:ff9b::127.0.0.1', 'NAT64 to loopback'], ['64:ff9b::a00:1', 'NAT64 to private'], ['64:ff9b::8.8.8.8', 'NAT64, even to a public host'], ['64:ff9b:1::1', 'local NAT64, RFC 8215'],
  ['100::', 'discard, RFC 6666'], ['100::1', 'discard'],
  ['2001::', 'Teredo'], ['2001:0:7f00:1::', 'Teredo'], ['2001:0:53aa:64c::1', 'Teredo'], ['2001:2::1', 'benchmarks, RFC 5180'], ['2001:10::1', 'ORCHID'], ['2001:20::1', 'ORCHIDv2'],
  ['2001:db8::1', 'documentation'], ['2001:db8:ffff::', 'documentation'], ['2002::', '6to4'], ['2002:7f00:1::', '6to4 of loopback'], ['2002:a00:1::', '6to4 of private'], ['2002:808:808::', '6to4 of a public host'],
  ['2001:1::1', 'port control anycast'], ['2001:3::1', 'multicast tunnelling'], ['2001:1ff::1', 'IETF protocols, last'], ['1fff:ffff::', 'before the assigned space'], ['4000::', 'after the assigned space'], ['a000::1', 'unassigned'],
  ['3fff::1', 'documentation, RFC 9637'], ['5f00::1', 'segment routing, RFC 9602'],
  ['fc00::', 'unique local'], ['fd00::1', 'unique local'], ['fd00:ec2::254', 'a cloud\'s metadata service'], ['fdff:ffff::', 'unique local, last'],
  ['fe80::', 'link-local'], ['fe80::1', 'link-local'], ['febf::1', 'link-local, last'], ['fec0::1', 'site-local, deprecated'], ['feff::1', 'site-local, last'],
  ['ff00::', 'multicast'], ['ff02::1', 'all nodes'], ['ff05::1:3', 'multicast'], ['ffff::', 'multicast, last'],
];

/** Hosts as somebody writes them into an address to get past a check that only compares strings. */
export const DISGUISED_HOSTS: readonly (readonly [host: string, disguise: string])[] = [
  ['2130706433', 'decimal'], ['0x7f000001', 'hexadecimal'], ['0X7F000001', 'hexadecimal, capitals'], ['017700000001', 'octal'], ['0177.0.0.1', 'octal part'], ['0177.0.0.01', 'octal parts'],
  ['0x7f.0.0.1', 'hexadecimal part'], ['0x7f.0x0.0x0.0x1', 'hexadecimal parts'], ['127.1', 'two parts'], ['127.0.1', 'three parts'], ['127.0.0.1.', 'final dot'], ['127.65535', 'large last part'],
  ['00000177.0.0.1', 'padded octal'], ['0x0000007f.1', 'padded hexadecimal'], ['%31%32%37.0.0.1', 'percent-encoded'], ['127%2e0%2e0%2e1', 'percent-encoded dots'], ['１２７.０.０.１', 'fullwidth digits'], ['127。0。0。1', 'ideographic full stops'], ['①②⑦.0.0.1', 'circled digits'],
  ['0', 'zero'], ['0x0', 'hexadecimal zero'], ['0.0', 'short zero'], ['3232235521', 'decimal private'], ['0xc0a80001', 'hexadecimal private'], ['192.168.257', 'short private'], ['10.1', 'short private'], ['012.1.2.3', 'octal private'], ['167772161', 'decimal private'],
  ['2852039166', 'decimal metadata'], ['0xa9fea9fe', 'hexadecimal metadata'], ['0251.0376.0251.0376', 'octal metadata'], ['169.254.43518', 'short metadata'], ['169.16689662', 'shorter metadata'], ['4294967295', 'decimal broadcast'],
  ['[0:0:0:0:0:0:0:1]', 'long loopback'], ['[0000::0001]', 'padded loopback'], ['[::ffff:127.1.1.1]', 'mapped'], ['[0:0:0:0:0:ffff:127.0.0.1]', 'long mapped'], ['[0:0:0:0:0:FFFF:7F00:1]', 'long mapped, capitals'], ['[::FFFF:A00:1]', 'mapped private'],
  ['[64:ff9b:0:0:0:0:7f00:1]', 'long NAT64'], ['[FE80::1]', 'capitals'], ['[fe80:0:0:0:0:0:0:1]', 'long link-local'],
  ['localhost', 'name'], ['LOCALHOST', 'name in capitals'], ['localhost.', 'name with final dot'], ['api.localhost', 'below localhost'], ['printer.local', 'multicast DNS'], ['db.internal', 'internal name'], ['metadata.google.internal', 'metadata by name'], ['router.home.arpa', 'home network'], ['LocalHost.LOCAL', 'mixed case'], ['ⓛocalhost', 'circled letter'], ['ｌｏｃａｌｈｏｓｔ', 'fullwidth letters'], ['intranet', 'single label'], ['broadcasthost', 'single label'],
];
