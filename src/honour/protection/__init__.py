"""Keys, encryption, and the encrypted places everything derived is kept in."""
