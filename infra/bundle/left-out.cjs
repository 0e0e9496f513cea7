// Stands in a bundle for a package that a Lambda never reaches: nothing of it is there.
module.exports = {};
