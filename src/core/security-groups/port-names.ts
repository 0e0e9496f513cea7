/** Ports that a person knows by the name of what listens there (IANA's registry and the vendors' defaults). */
const names = new Map<number, string>([
  [20, 'FTP'],
  [21, 'FTP'],
  [22, 'SSH'],
  [23, 'Telnet'],
  [25, 'SMTP'],
  [53, 'DNS'],
  [80, 'HTTP'],
  [110, 'POP3'],
  [111, 'RPC'],
  [123, 'NTP'],
  [135, 'Windows RPC'],
  [139, 'NetBIOS'],
  [143, 'IMAP'],
  [161, 'SNMP'],
  [389, 'LDAP'],
  [443, 'HTTPS'],
  [445, 'SMB'],
  [465, 'SMTPS'],
  [587, 'SMTP'],
  [636, 'LDAPS'],
  [993, 'IMAPS'],
  [995, 'POP3S'],
  [1194, 'OpenVPN'],
  [2049, 'NFS'],
  [2375, 'Docker'],
  [2376, 'Docker'],
  [3000, 'HTTP'],
  [3389, 'RDP'],
  [5601, 'Kibana'],
  [5900, 'VNC'],
  [5985, 'WinRM'],
  [5986, 'WinRM'],
  [6443, 'Kubernetes API'],
  [8080, 'HTTP'],
  [8443, 'HTTPS'],
  [9092, 'Kafka'],
  [10250, 'kubelet'],
]);

/** Databases, caches and search engines: open to the world they are a critical alert. */
const databases = new Map<number, string>([
  [1433, 'SQL Server'],
  [1434, 'SQL Server'],
  [1521, 'Oracle'],
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5433, 'PostgreSQL'],
  [5439, 'Redshift'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [6380, 'Redis'],
  [7000, 'Cassandra'],
  [7001, 'Cassandra'],
  [7474, 'Neo4j'],
  [7687, 'Neo4j'],
  [8086, 'InfluxDB'],
  [8182, 'Neptune'],
  [9042, 'Cassandra'],
  [9142, 'Cassandra'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [11211, 'Memcached'],
  [27017, 'MongoDB'],
  [27018, 'MongoDB'],
  [27019, 'MongoDB'],
  [50000, 'Db2'],
]);

const shells = new Map<number, string>([
  [22, 'SSH'],
  [3389, 'RDP'],
]);

/** What usually listens on a port, or nothing. */
export function portName(port: number): string | undefined {
  return names.get(port) ?? databases.get(port);
}

/** The names of the shells and databases in a range of ports; open to the world, any of them makes an alert critical. */
export function sensitiveNames(from: number, to: number): readonly string[] {
  const found = [...shells, ...databases].filter(([port]) => port >= from && port <= to).map(([, name]) => name);
  return [...new Set(found)];
}
