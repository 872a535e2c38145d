pub(crate) mod shapes;
