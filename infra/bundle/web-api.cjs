// Stands in the front door's bundle for @slack/web-api: Bolt makes a client, and the front door never calls one.
module.exports = { WebClient: class {}, addAppMetadata() {} };
