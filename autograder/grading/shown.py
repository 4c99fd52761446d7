"""Values as pages show them: shapes, and the first entries as text."""
