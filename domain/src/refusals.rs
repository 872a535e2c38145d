//! How a refusal is written down: its slug, its values and its words in one place.

macro_rules! refusals {
    (
        $(#[$meta:meta])* pub enum $name:ident;
        $(
            $(#[$variant_meta:meta])*
            $slug:literal $variant:ident $({ $($field:ident: $type:ty = $doc:literal),+ $(,)? })? $message:literal $(by $source:literal)?;
        )+
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, thiserror::Error)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[error($message)]
                $variant $({ $(#[doc = $doc] $field: $type),+ })?,
            )+
        }

        impl $name {
            /// Every rule that can be broken, as a slug.
            pub const RULES: &'static [&'static str] = &[$($slug),+];

            /// The rule that was broken, as a slug.
            pub fn rule(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $slug,)+ }
            }

            /// The statute or form behind the rule wherever the subject lies.
            fn source_everywhere(&self) -> Option<&'static str> {
                const NONE: Option<&'static str> = None;
                match self { $(Self::$variant { .. } => NONE $(.or(Some($source)))?,)+ }
            }
        }
    };
}
pub(crate) use refusals;
